//! Settings that an application keeps by names of its own.

use super::{said, says};

const APP: &[(&str, &str)] = &[(
    "app.py",
    "import os\nfrom flask import Flask, current_app\n\n\ndef create_app():\n    app = Flask(__name__)\n    app.config.from_mapping(\n        SECRET_KEY='dev',\n    )\n    app.config.setdefault('LIMIT', 3)\n    app.config['MODE'] = os.environ['APP_MODE']\n    return app\n\n\ndef view():\n    return current_app.config['SECRET_KEY'], current_app.config.get('LIMIT'), current_app.config['lower']\n",
)];

#[test]
fn what_a_flask_application_reads_and_sets_is_told_apart_from_environment_variables() {
    let told = said(APP, "which settings are there?");
    assert!(told.starts_with("APP_MODE app.py:11\nsettings of the application"), "{told}");
    for part in [
        "SECRET_KEY is read app.py:16",
        "SECRET_KEY is set app.py:8",
        "LIMIT is set app.py:10",
        "MODE is set app.py:11",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    assert!(!told.contains("lower"), "{told}");
}

#[test]
fn a_setting_of_the_application_is_found_by_its_name() {
    says(
        APP,
        "where is SECRET_KEY read?",
        &["a setting of the application", "SECRET_KEY is read app.py:16", "SECRET_KEY is set app.py:8"],
    );
}
