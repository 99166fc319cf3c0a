//! Repairs on top of a delivered repository: one commit, made once, and nothing of the person's is overwritten.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use protocol::id::ContentHash;
use tools::effect::Found;
use tools::work::{AmendedFile, Amendment, Deliverer, LocalDeliverer, Order, Receipt, WorkCommit, WorkFile};
use tools::{CancellationToken, Environment, LocalShell, RelPath, ToolError, tree_hash_of};

struct Site {
    _folder: tempfile::TempDir,
    target: PathBuf,
    deliverer: LocalDeliverer,
    amendment: Amendment,
}

fn file(path: &str, text: &str) -> WorkFile {
    WorkFile { path: path.to_owned(), bytes: text.as_bytes().to_vec(), executable: false }
}

/// Two files delivered, of which one is to be repaired.
async fn site() -> Site {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let target = folder.path().join("blog");
    let files = vec![file("README.md", "# Blog\n"), file("app/main.py", "print( )\n")];
    let paths: Vec<RelPath> =
        files.iter().map(|file| RelPath::new(file.path.as_str()).expect("a good path")).collect();
    let tree = paths.iter().zip(&files).map(|(path, file)| (path, false, file.bytes.as_slice()));
    let order = Order {
        target: target.clone(),
        session: "s-1".to_owned(),
        tree_hash: tree_hash_of(tree).to_string(),
        commits: vec![WorkCommit {
            message: "Start".to_owned(),
            paths: files.iter().map(|file| file.path.clone()).collect(),
        }],
        files,
    };
    let deliverer =
        LocalDeliverer::new(Arc::new(LocalShell::new(Environment::of_process()).expect("a shell")));
    let receipt = deliverer.deliver(order, CancellationToken::new()).await.expect("delivered");
    let amendment = Amendment {
        target: target.clone(),
        head: receipt.head,
        message: "Repair what lint complained of".to_owned(),
        files: vec![AmendedFile {
            file: file("app/main.py", "print()\n"),
            before: ContentHash::of(b"print( )\n"),
        }],
    };
    Site { _folder: folder, target, deliverer, amendment }
}

impl Site {
    async fn amend(&self) -> Result<Receipt, ToolError> {
        self.deliverer.amend(self.amendment.clone(), CancellationToken::new()).await
    }

    async fn amended(&self) -> Result<Found<Receipt>, ToolError> {
        self.deliverer.amended(&self.amendment).await
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.target.join(path)).expect("read")
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::write(self.target.join(path), text).expect("written");
    }

    fn git(&self, arguments: &[&str]) -> String {
        git(&self.target, arguments)
    }

    /// Why it is refused, after which the repository is as it was.
    async fn refused(&self) -> String {
        let before = (self.git(&["rev-parse", "main"]), self.git(&["status", "--porcelain"]));
        let refused = self.amend().await;
        let Err(ToolError::Changed { what, .. }) = refused else { panic!("{refused:?}") };
        assert_eq!((self.git(&["rev-parse", "main"]), self.git(&["status", "--porcelain"])), before);
        assert_eq!(self.git(&["for-each-ref", "refs/samriddh"]), "");
        what
    }
}

#[expect(clippy::disallowed_methods, reason = "the person's own git, as they use it")]
fn git(folder: &Path, arguments: &[&str]) -> String {
    let who = ["-c", "user.name=Me", "-c", "user.email=me@localhost", "-c", "commit.gpgSign=false"];
    let output =
        Command::new("git").args(who).args(arguments).current_dir(folder).output().expect("git is here");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[tokio::test]
async fn a_repair_is_one_commit_on_top_and_the_same_when_it_is_made_again() {
    let site = site().await;
    assert_eq!(site.amended().await, Ok(Found::NotDone));
    let receipt = site.amend().await.expect("amended");
    assert_eq!(site.read("app/main.py"), "print()\n");
    assert_eq!(
        site.git(&["log", "--format=%s %an %ct"]),
        "Repair what lint complained of Samriddh 1735689660\nStart Samriddh 1735689600"
    );
    assert_eq!(site.git(&["status", "--porcelain"]), "");
    assert_eq!(site.git(&["fsck", "--strict", "--no-dangling"]), "");
    assert_eq!(site.git(&["for-each-ref", "refs/samriddh"]), "");
    assert_eq!(receipt.head.as_deref(), Some(site.git(&["rev-parse", "main"]).as_str()));
    assert_eq!(site.amended().await, Ok(Found::Done(receipt.clone())));
    assert_eq!(site.amend().await, Ok(receipt), "and nothing is committed a second time");
    assert_eq!(site.git(&["rev-list", "--count", "main"]), "2");
}

/// After each step of an amendment the program may end: the next call finishes it.
#[tokio::test]
async fn an_interrupted_amendment_is_finished_and_not_made_twice() {
    let whole = site().await;
    let receipt = whole.amend().await.expect("amended");
    for interrupted in ["after the commit", "after the files", "with the ref left"] {
        let site = site().await;
        site.amend().await.expect("amended");
        match interrupted {
            "after the commit" => {
                site.git(&["read-tree", "HEAD~1"]);
                site.write("app/main.py", "print( )\n");
            }
            "after the files" => drop(site.git(&["read-tree", "HEAD~1"])),
            _ => {
                let made = site.git(&["rev-parse", "main"]);
                site.git(&["reset", "--hard", "--quiet", "HEAD~1"]);
                site.git(&["update-ref", "refs/samriddh/repair", &made]);
            }
        }
        assert_eq!(site.amended().await, Ok(Found::NotDone), "{interrupted}");
        assert_eq!(site.amend().await, Ok(receipt.clone()), "{interrupted}");
        assert_eq!(site.git(&["status", "--porcelain"]), "", "{interrupted}");
        assert_eq!(site.git(&["rev-list", "--count", "main"]), "2", "{interrupted}");
    }
}

#[tokio::test]
async fn what_the_person_changed_since_the_delivery_is_not_overwritten() {
    let edited = site().await;
    edited.write("app/main.py", "mine\n");
    assert_eq!(edited.refused().await, "app/main.py is another one");
    assert_eq!(edited.read("app/main.py"), "mine\n");

    let removed = site().await;
    std::fs::remove_file(removed.target.join("app/main.py")).expect("removed");
    assert_eq!(removed.refused().await, "app/main.py was removed");

    let elsewhere = site().await;
    elsewhere.write("README.md", "mine\n");
    assert_eq!(elsewhere.refused().await, "README.md differs from the last commit");

    let staged = site().await;
    staged.write("new.txt", "mine\n");
    staged.git(&["add", "new.txt"]);
    assert_eq!(staged.refused().await, "new.txt differs from the last commit");

    let committed = site().await;
    committed.git(&["commit", "--quiet", "--allow-empty", "-m", "Mine"]);
    assert_eq!(committed.refused().await, "it has other commits");

    let branched = site().await;
    branched.git(&["switch", "--quiet", "-c", "mine"]);
    assert_eq!(branched.refused().await, "another branch is checked out");

    let forgotten = site().await;
    std::fs::remove_dir_all(forgotten.target.join(".git")).expect("removed");
    let Err(ToolError::Changed { what, .. }) = forgotten.amend().await else { panic!("it was done") };
    assert_eq!(what, "its history is gone");
    std::fs::remove_dir_all(&forgotten.target).expect("removed");
    let Err(ToolError::Changed { what, .. }) = forgotten.amend().await else { panic!("it was done") };
    assert_eq!(what, "it is not there any more");
}

#[tokio::test]
async fn files_that_the_person_added_beside_are_no_obstacle() {
    let site = site().await;
    site.write(".env", "SECRET=mine\n");
    site.amend().await.expect("amended");
    assert_eq!(site.git(&["status", "--porcelain"]), "?? .env");
}

#[tokio::test]
async fn without_a_history_the_files_are_the_repair() {
    let site = site().await;
    std::fs::remove_dir_all(site.target.join(".git")).expect("removed");
    let site = Site { amendment: Amendment { head: None, ..site.amendment.clone() }, ..site };
    assert_eq!(site.amended().await, Ok(Found::NotDone));
    let receipt = site.amend().await.expect("amended");
    assert_eq!((receipt.head.clone(), site.read("app/main.py").as_str()), (None, "print()\n"));
    assert_eq!(site.amended().await, Ok(Found::Done(receipt)));
}
