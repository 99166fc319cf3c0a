//! Orders of several products: each is told by a line of its own, and the order itself is of no product.

use protocol::requirements::{Action, RelationKind, Scope};

use super::draft::Builder;

impl Builder<'_> {
    pub(super) fn lines(&mut self) {
        let of = |name: &str, to: &str| {
            self.find(name).is_some_and(|at| {
                self.records[at]
                    .relations
                    .iter()
                    .any(|link| link.kind == RelationKind::BelongsTo && link.to == to)
            })
        };
        let told: Vec<(usize, String)> = self
            .records
            .iter()
            .enumerate()
            .filter_map(|(at, whole)| {
                let part = whole.made_from.clone()?;
                let line = format!("{}Item", whole.name);
                (of(&line, &whole.name) && of(&line, &part)).then_some((at, part))
            })
            .collect();
        for (at, part) in told {
            self.records[at].relations.retain(|link| link.to != part);
            self.records[at].made_from = None;
            self.filled_by_its_makers(at);
        }
    }

    /// Whoever orders says what; how many of each stands in the lines.
    fn filled_by_its_makers(&mut self, at: usize) {
        let (name, creators) = (self.records[at].name.clone(), self.records[at].creators.clone());
        let line = format!("{name}Item");
        let Some(lines) = self.find(&line) else { return };
        for role in creators {
            let owner = self.owner_name(&line, &role);
            self.own(&line, &owner, String::new());
            self.right(&role, &line, Action::Create, Some(Scope::Any), "");
            self.records[lines].creators.insert(role);
        }
        let told = |field: &str| self.records[lines].fields.iter().any(|it| it.name == field);
        self.records[at].listed |= told("quantity");
    }
}
