//! Files by their path or module.

use super::{is_not_known, says};

const FILES: &[(&str, &str)] = &[
    ("app/__init__.py", ""),
    ("app/core/__init__.py", ""),
    ("app/core/db.py", "def connect():\n    pass\n\nclass Base:\n    pass\n"),
    ("app/main.py", "from app.core.db import connect\n\ndef run():\n    connect()\n"),
];

#[test]
fn a_file_tells_what_is_in_it_and_who_imports_it() {
    says(FILES, "what is in app/core/db.py?", &["function connect app/core/db.py:1", "class Base"]);
    says(FILES, "what is in core/db.py?", &["function connect"]);
    for name in ["app.core.db", "app/core/db.py", "`core/db.py`"] {
        says(FILES, &format!("who imports {name}?"), &["imported by app/main.py: connect app/main.py:1"]);
    }
    for act in ["change", "delete", "move"] {
        says(
            FILES,
            &format!("what breaks if I {act} app/core/db.py?"),
            &["imported by app/main.py", "app.main.run"],
        );
    }
    is_not_known(FILES, "who imports app.core.cache?");
    is_not_known(FILES, "what is in app/core/cache.py?");
}

#[test]
fn a_component_is_called_as_its_file_is() {
    let files = [
        (
            "src/Composer.svelte",
            "<script>\n  let text = '';\n</script>\n<textarea bind:value={text}></textarea>\n",
        ),
        (
            "src/App.svelte",
            "<script>\n  import Composer from './Composer.svelte';\n</script>\n<Composer />\n",
        ),
    ];
    says(&files, "where is Composer?", &["src/Composer.svelte: svelte"]);
    says(&files, "what breaks if I change Composer?", &["imported by src/App.svelte"]);
    says(&files, "which components are there?", &["2 files", "src/App.svelte", "src/Composer.svelte"]);
}
