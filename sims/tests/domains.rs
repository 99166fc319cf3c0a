//! A product of each domain, from its name alone to its whole tree of files.

use forge::{Decisions, Templates, render_all, resolve};
use plan::domains::FILES;
use plan::{Verdict, understand};

#[test]
fn a_product_of_each_domain_is_planned_and_written() {
    for (domain, text) in FILES {
        let declared: toml::Table = text.parse().unwrap();
        let name = declared["words"][0].as_str().unwrap();
        let request = format!("{name} app");
        let understanding = understand(&request);
        assert_eq!(understanding.verdict, Verdict::Buildable, "{domain}");
        let plan = resolve(&understanding.requirements, &request, &Decisions::default())
            .unwrap_or_else(|error| panic!("{domain}: {error}"));
        let files =
            render_all(&plan, &Templates::embedded()).unwrap_or_else(|error| panic!("{domain}: {error}"));
        let api = |it: &forge::app::EntityPlan| format!("backend/app/api/{}.py", it.names.module);
        for entity in &plan.entities {
            assert!(files.iter().any(|it| it.path == api(entity)), "{domain}: {}", entity.names.pascal);
        }
    }
}
