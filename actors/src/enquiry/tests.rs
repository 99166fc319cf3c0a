use protocol::enquiry::Finding;
use protocol::view::Enquiry;

use super::*;

fn asked(question: &str) -> View {
    let mut view = View::default();
    view.enquiries.open.insert(1, Enquiry { question: question.to_owned(), ..Enquiry::default() });
    view
}

fn to(question: &str) -> String {
    let fields = Fields::embedded().unwrap();
    let members: Vec<Role> = fields.fields.iter().map(|field| Role::new(field.role.as_str())).collect();
    match route(&asked(question), 1, &fields, &members, &Role::new("orchestrator")) {
        Answer::Routed { to, .. } => to.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_question_goes_to_whose_field_it_is() {
    for (question, role) in [
        ("Which models have a relation to User?", "database"),
        ("who queries the posts table?", "database"),
        ("what breaks if I change `load_user`?", "backend"),
        ("Which endpoints are there?", "backend"),
        ("which component fetches /api/posts?", "frontend"),
        ("what is untested?", "tester"),
        ("which tests cover Session.send?", "tester"),
        ("where does the password flow?", "security"),
        ("Which environment variables are read?", "security"),
        ("which Docker images and CI workflows are used?", "devops"),
        ("what is this project about?", "docs"),
        ("where is lookup?", "docs"),
        ("?", "docs"),
    ] {
        assert_eq!(to(question), role, "{question}");
    }
}

#[test]
fn without_the_right_agent_the_orchestrator_answers_itself_and_says_so() {
    let fields = Fields::embedded().unwrap();
    let (lead, docs) = (Role::new("orchestrator"), [Role::new("docs")]);
    let answer = route(&asked("which models are there?"), 1, &fields, &docs, &lead);
    let Answer::Routed { to, why } = answer else { panic!("{answer:?}") };
    assert_eq!((to, why.as_str()), (lead, "it speaks of models; there is no database in the team"));
}

fn field(role: &str) -> Field {
    Fields::embedded().unwrap().of(&Role::new(role))
}

fn queries_of(view: &View, role: &str) -> Vec<Query> {
    match consult(view, 1, &field(role)) {
        Answer::Queries(queries) => queries,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_asked_is_about_the_things_that_the_question_names() {
    let about = |name: &str| vec![name.to_owned()];
    let first = |question, role| queries_of(&asked(question), role).remove(0);
    let models = first("which models query the posts table?", "database");
    assert_eq!(models, Query::Models { about: about("posts") });
    assert_eq!(first("which models are there?", "database"), Query::Models { about: Vec::new() });
    let endpoints = first("what breaks if I change api.users.load_user()?", "backend");
    assert_eq!(endpoints, Query::Endpoints { about: about("load_user") });
    let flow = first("where does request.args.get flow?", "security");
    assert_eq!(flow, Query::Flow { from: "request.args.get".to_owned() });
}

fn found(view: &mut View, findings: &[Finding]) {
    let Answer::Queries(queries) = consult(view, 1, &field("database")) else { panic!("nothing is asked") };
    let enquiry = view.enquiries.open.get_mut(&1).unwrap();
    enquiry.queries.extend(queries);
    enquiry.findings.extend_from_slice(findings);
}

#[test]
fn where_nothing_bears_the_name_that_is_the_answer() {
    let mut view = asked("which models keep a quux?");
    found(&mut view, &[Finding::unknown("no quux"), Finding::unknown("not known")]);
    let Answer::Reply(reply) = consult(&view, 1, &field("database")) else { panic!("it asks on") };
    let said: Vec<&str> = reply.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!((reply.known, said), (false, vec!["no quux", "not known"]));
}

#[test]
fn all_there_is_of_something_is_an_answer_only_to_who_asks_for_it() {
    let lists = |question: &str, role: &str| -> Vec<Query> {
        let all = |query: &Query| match query {
            Query::Models { about } | Query::Endpoints { about } | Query::Requests { about } => {
                about.is_empty()
            }
            Query::Settings { about } => about.is_empty(),
            Query::Stack | Query::Untested => true,
            _ => false,
        };
        queries_of(&asked(question), role).into_iter().filter(all).collect()
    };
    for (question, role) in [
        ("who calls flurbinate?", "backend"),
        ("who calls get?", "backend"),
        ("what breaks if I change `route`?", "backend"),
        ("which models use flurb?", "database"),
        ("which version of redis is used?", "devops"),
        ("how is the kafka queue tested?", "tester"),
        ("which tests cover Session.send?", "tester"),
        ("how does the frontend fetch invoices?", "frontend"),
    ] {
        assert_eq!(lists(question, role), [], "{question}");
    }
    for (question, role) in [
        ("which endpoints are there?", "backend"),
        ("which models are there?", "database"),
        ("which environment variables are read?", "security"),
        ("what is untested?", "tester"),
        ("which frameworks are used?", "devops"),
        ("which Docker images and CI workflows are used?", "devops"),
    ] {
        assert_eq!(lists(question, role).len(), 1, "{question}");
    }
}

#[test]
fn an_answer_has_what_is_known_and_says_it_once() {
    let known = |text: &str| Finding { known: true, ..Finding::unknown(text) };
    let mut view = asked("which models keep posts?");
    found(&mut view, &[known("Post"), known("Post")]);
    let Answer::Reply(reply) = consult(&view, 1, &field("database")) else { panic!("it asks on") };
    assert_eq!(reply.lines.len(), 1, "{reply:?}");
    assert_eq!(reply.lines[0].text, "Post");
}
