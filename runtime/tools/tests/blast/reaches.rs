//! Lines that are seen to reach outside the folder.

use crate::case::Case;
use crate::ground::Ground;

/// There is a socket, which no checkpoint can hold.
const SOCKET: &str = ": socket";

/// What is done first, and the line.
const REACHING: &[(&str, &str)] = &[
    ("", "rm -rf /"),
    ("", "rm -rf ~"),
    ("", "rm -rf ~/"),
    ("", "rm -rf .."),
    ("", "rm -rf ../*"),
    ("", "rm -rf /*"),
    ("", "rm -rf \"$UNSET\"/*"),
    ("", "rm -rf $HOME/"),
    ("", "cd .. && rm -rf template"),
    ("", "rm -rf \"$PWD\""),
    ("", "mv notes.txt ../taken"),
    ("", "echo x > ../home/.profile"),
    ("", "git -C .. clean -fdx"),
    ("", "find / -delete"),
    ("", "find .. -name x -delete"),
    ("", "rm -rf $(pwd)"),
    ("", "sudo rm -rf x"),
    ("", "git push --force origin main"),
    ("", "ln -s / root; rm -rf root/home"),
    ("", "dd if=/dev/zero of=/dev/sda"),
    ("", "sh -c 'rm -rf /'"),
    ("", "time rm -rf /"),
    ("", "env A=1 rm -rf /"),
    ("", "rsync -a --delete data/ ../home/"),
    ("", "cd; rm -rf *"),
    ("", "chmod -R 000 .."),
    ("", "chown -R nobody ../home"),
    ("", "env -C .. rm -rf repo"),
    ("", "env -i --chdir=../home rm .profile"),
    ("", "tar -C ../home -xf x.tar"),
    ("", "tar xf x.tar --directory=../home"),
    ("", "tar -cf ../home/.profile notes.txt"),
    ("", "rsync -a --del data/ ../home"),
    ("", "dd of=../home/.profile if=notes.txt conv=notrunc"),
    ("", "tee -a ../home/.profile"),
    ("", "echo x >> ../home/.profile"),
    ("", "truncate --no-create -s 0 ../home/.profile"),
    ("", "sed --in-pl s/a/b/ ../home/.profile"),
    ("", "install notes.txt ../home/.profile"),
    ("", "install -t ../home notes.txt"),
    ("", "ln -sfn notes.txt ../home/.profile"),
    ("", "cp --backup notes.txt ../home/.profile"),
    ("", "mv --backup notes.txt ../home"),
    ("", "mv notes.txt -t../home"),
    ("", "make -C ../home clean"),
    ("", "ls | xargs rm -rf ../home"),
    ("", "CDPATH=.. cd home && rm -rf *"),
    ("", "CDPATH=..; cd home; rm -rf *"),
    ("", "A=1 cd ../home; rm -rf *"),
    ("", "GIT_WORK_TREE=../home git clean -fdx"),
    ("", "export GIT_DIR=../home/.git; git gc"),
    ("", "git --work-tree=../home clean -fdx"),
    ("", "git --work-tree ../home clean -fdx"),
    ("", "git --git-dir=../home/.git gc"),
    ("", "for d in ../home; do rm -rf \"$d\"; done"),
    ("", "rm -rf \"../$(echo home)\""),
    ("", "rm -rf /$(echo x)"),
    ("", "rm -rf $(echo ../home)"),
    ("", "rm -rf ${Y:-../home}"),
    ("", "echo x > $(echo ../home/.profile)"),
    ("", "chmod -R 000 .*"),
    ("ln -s ../home/.profile out", "echo x > out"),
    (SOCKET, "rm -f socket"),
    (SOCKET, "rm -f *"),
    (SOCKET, "find . -delete"),
    (SOCKET, "mv socket notes.txt"),
    ("git config core.worktree ../../home", "git clean -fdx"),
    ("git config core.worktree ../../home", "touch x; git clean -fdx"),
    ("git config remote.far.push '+refs/heads/*:refs/heads/*'", "git push"),
    ("git config remote.far.mirror true", "git push far"),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_reaches_outside_is_named_before_it_runs() {
    let ground = Ground::new().await;
    let mut missed = Vec::new();
    for (first, line) in REACHING {
        let case = Case::new(&ground, &format!("echo mine > ../home/.profile; {first}"), line).await;
        let _listens = (*first == SOCKET)
            .then(|| std::os::unix::net::UnixListener::bind(case.at.join("socket")).unwrap());
        let foreseen = case.foresee().await;
        if foreseen.outside.is_empty() {
            missed.push(format!("{first}; {line}: {foreseen:?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
