//! What this pack adds to shared files: one setting, a CI job, hooks, a README section, its checks.

use protocol::check::{CheckSpec, Need, Tier};

use crate::app::AppPlan;
use crate::fragments::{CiJob, CiSetup, CiStep, EnvVar, Fragments, Hook, Part, Section};
use crate::pack::PackRole;

const FOLDER: &str = "frontend";
/// The check after which everything is installed.
pub(crate) const INSTALL: &str = "frontend.install";
/// Of the last of [`SCRIPTS`].
pub(crate) const BUILD: &str = "frontend.build";

/// Where the section stands in the README, after the backend's.
const README_ORDER: u32 = 40;

/// Scripts of `package.json` that prove something: script, name in the workflow, seconds expected, what success proves.
const SCRIPTS: [(&str, &str, u64, &str); 5] = [
    ("lint", "Lint", 30, "ESLint finds nothing: no unsafe types, no broken hooks, no inaccessible markup"),
    ("format:check", "Format", 15, "every file is formatted as Prettier formats it"),
    ("typecheck", "Types", 20, "TypeScript's strict check of the whole client passes"),
    ("test", "Unit tests", 60, "the client's unit and component tests pass and cover what they must"),
    ("build", "Build", 20, "the client builds for production"),
];

/// A slow or busy machine gets this many times the expected seconds.
const PATIENCE: u64 = 10;

pub(super) fn fragments(plan: &AppPlan) -> Fragments {
    Fragments {
        env: env(plan),
        ci_jobs: vec![ci_job()],
        hooks: hooks(),
        readme: vec![readme(plan)],
        ignore: ["frontend/node_modules/", "frontend/dist/", "frontend/coverage/"]
            .map(str::to_owned)
            .to_vec(),
        checks: checks(),
        ..Fragments::default()
    }
}

fn env(plan: &AppPlan) -> Vec<EnvVar> {
    vec![EnvVar {
        name: "BACKEND_URL".to_owned(),
        value: Some(format!("http://127.0.0.1:{}", plan.choices.backend_port)),
        secret: false,
        part: Part::Frontend,
        about: "Where the development server of the client sends requests for the API.".to_owned(),
    }]
}

fn ci_job() -> CiJob {
    let step = |name: &str, run: String| CiStep { name: name.to_owned(), run };
    let mut steps = vec![step("Install", "npm ci --no-audit --no-fund".to_owned())];
    steps.extend(SCRIPTS.iter().map(|(script, name, ..)| step(name, format!("npm run {script}"))));
    CiJob {
        id: FOLDER.to_owned(),
        title: "Client".to_owned(),
        setup: vec![CiSetup::Node],
        env: Vec::new(),
        folder: FOLDER.to_owned(),
        steps,
    }
}

fn hooks() -> Vec<Hook> {
    let hook = |script: &str, name: &str, files: &str| Hook {
        id: format!("frontend-{script}"),
        name: name.to_owned(),
        entry: format!("npm --prefix frontend run {script}"),
        files: files.to_owned(),
        pass_filenames: false,
    };
    vec![
        hook("format:check", "client: format", "^frontend/"),
        hook("lint", "client: lint", "^frontend/.*\\.(ts|tsx|js)$"),
        hook("typecheck", "client: types", "^frontend/.*\\.(ts|tsx|json)$"),
    ]
    .into_iter()
    .map(|hook| Hook { id: hook.id.replace(':', "-"), ..hook })
    .collect()
}

fn readme(plan: &AppPlan) -> Section {
    let port = plan.choices.frontend_port;
    let body = format!(
        "The client is in `frontend/`: React and TypeScript, built by Vite. In that folder:\n\n\
         | Command | What it does |\n\
         | --- | --- |\n\
         | `npm ci` | installs exactly what the lock file names |\n\
         | `npm run dev` | serves on <http://127.0.0.1:{port}>, reloads on change, passes `/api` on to the backend |\n\
         | `npm run lint` | ESLint with typed rules, React hooks and accessibility |\n\
         | `npm run format:check` | Prettier; `npm run format` corrects |\n\
         | `npm run typecheck` | TypeScript, strict |\n\
         | `npm test` | unit and component tests, with the coverage floor of `vite.config.ts` |\n\
         | `npm run build` | the production build in `dist/` |\n\n\
         Each kind of record is described once, in `src/entities/<kind>/model.ts`; lists, pages and forms in \
         `src/features/records/` are made from that description. To add a field, add it to the kind's `api.ts` and \
         `model.ts`.\n",
    );
    Section { title: "Client".to_owned(), body, order: README_ORDER }
}

fn checks() -> Vec<CheckSpec> {
    let check = |name: &str, argv: &[&str], criterion: &str| {
        CheckSpec::new(PackRole::Frontend.role(), name, Tier::Full, argv, criterion)
            .in_folder(FOLDER)
            .needs(&[Need::Node, Need::Npm])
    };
    let install = ["npm", "ci", "--no-audit", "--no-fund"];
    let mut checks = vec![
        check(INSTALL, &install, "the client's dependencies install from the lock file")
            .needs(&[Need::NpmRegistry])
            .setup()
            .seconds(40, 600),
    ];
    checks.extend(SCRIPTS.iter().map(|(script, _, seconds, criterion)| {
        let name = format!("frontend.{}", script.trim_end_matches(":check"));
        let check = check(&name, &["npm", "run", script], criterion)
            .after(&[INSTALL])
            .seconds(*seconds, seconds * PATIENCE);
        repairs(script).iter().fold(check, |check, argv| check.repaired_by(argv))
    }));
    checks
}

/// What may put right what a script complains of. What ESLint mends is formatted after it.
fn repairs(script: &str) -> &'static [&'static [&'static str]] {
    const FORMAT: &[&str] = &["npm", "run", "format"];
    match script {
        "lint" => &[&["node_modules/.bin/eslint", ".", "--fix"], FORMAT],
        "format:check" => &[FORMAT],
        _ => &[],
    }
}
