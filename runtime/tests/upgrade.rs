//! A data folder that the first released version left: a session that waits at its plan, and a blob.

mod support;

use std::path::Path;

use expect_test::expect;
use memory::{BlobHash, Blobs, FileBlobs, Layout};
use protocol::command::Command;
use protocol::event::Outcome;
use protocol::id::{CommandId, SessionId};
use protocol::problem::Code;
use protocol::view::View;
use runtime::archive::{self, Reader};
use support::{Script, Shared, events_until, is_finished, node};

const SESSION: &str = "rec2b4gbs2pdsegbsco6yvme4a";
const BLOB: &str = "4d7e1c0d55e1cd923cf341f890536c70e17ae48b20138f3f1951aef14ab66c81";

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            std::fs::copy(&path, &to).unwrap();
        }
    }
}

fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../memory/fixtures/format-1"), home.path());
    home
}

fn marker(home: &Path) -> Option<String> {
    std::fs::read_to_string(home.join("format")).ok()
}

#[tokio::test(start_paused = true)]
async fn a_folder_of_the_first_version_is_read_and_gone_on_with() {
    let home = home();
    let session = SessionId::new(SESSION);
    let view = Reader::open(home.path(), &session).unwrap().view().unwrap();
    expect!["Approval 164"].assert_eq(&format!("{:?} {}", view.stage, view.seq));
    expect!["6075a5ddb97d831f7f80c3d3016af8c6e4b797c7ad838505e6cb5d84fab772ef"]
        .assert_eq(view.hash().unwrap().as_str());
    assert_eq!(marker(home.path()), None, "reading changes nothing");
    let blobs = FileBlobs::open_read_only(Layout::new(home.path()).blobs());
    assert_eq!(blobs.get(&BLOB.parse::<BlobHash>().unwrap()).unwrap().len(), 9_115);

    let node = node(home.path(), Script::new(), &Shared::default()).await;
    node.command(CommandId::new("c1"), Command::Cancel { session: session.clone() }).await.unwrap();
    let events = events_until(&node, &session, is_finished).await;
    node.shutdown().await;
    assert_eq!(View::fold(&events).unwrap().outcome, Some(Outcome::Cancelled));
    assert_eq!(marker(home.path()).as_deref(), Some("1\n"));
}

#[tokio::test(start_paused = true)]
async fn a_folder_of_a_later_version_is_refused_by_whoever_reads_or_writes() {
    let home = home();
    std::fs::write(home.path().join("format"), "2\n").unwrap();
    let session = SessionId::new(SESSION);
    let refusals = [
        archive::list(home.path()).map(drop),
        archive::load(home.path(), &session).map(drop),
        archive::verify(home.path(), &session).map(drop),
        runtime::Node::open(runtime::NodeConfig {
            home: home.path().to_owned(),
            team: support::team(Script::new(), &Shared::default()),
            ports: support::ports(&Shared::default()),
        })
        .await
        .map(drop),
    ];
    for refused in refusals {
        let problem = refused.unwrap_err();
        assert_eq!(problem.code, Code::Version, "{}", problem.message);
        assert!(problem.message.contains("data format 2, this one knows 1"), "{}", problem.message);
    }
    assert_eq!(marker(home.path()).as_deref(), Some("2\n"));
}
