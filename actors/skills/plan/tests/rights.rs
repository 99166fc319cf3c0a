//! Who may see and change what, read out of plain sentences: what is asked is built, or refused, and never assumed away.

use plan::{Refusal, Understanding, Verdict, understand};
use protocol::requirements::{Action, FeatureName, Scope, Visibility};

/// `clerk create Permit`, `member update Note own`: the rights of a plan but those of administrators.
fn rights(of: &Understanding) -> Vec<String> {
    let one = |action: &Action| match action {
        Action::Create => "create".to_owned(),
        Action::Read => "read".to_owned(),
        Action::Update => "update".to_owned(),
        Action::Delete => "delete".to_owned(),
        Action::Transition(name) => name.clone(),
    };
    let permissions = of.requirements.permissions.iter().map(|it| {
        let own = match it.scope {
            Scope::Any => "",
            Scope::Own => " own",
            Scope::Named => " named",
        };
        format!("{} {} {}{own}", it.role, one(&it.action), it.entity)
    });
    permissions.collect()
}

#[track_caller]
fn built(request: &str) -> Understanding {
    let understanding = understand(request);
    assert_eq!(understanding.verdict, Verdict::Buildable, "{request}");
    understanding
}

#[track_caller]
fn may(request: &str, has: &[&str], lacks: &[&str]) {
    let rights = rights(&built(request));
    let has_all = has.iter().all(|right| rights.iter().any(|it| it == right));
    // What is lacked is lacked in every scope.
    let bare = |it: &str| it.trim_end_matches(" own").trim_end_matches(" named").to_owned();
    let lacks_all = lacks.iter().all(|right| rights.iter().all(|it| bare(it) != *right));
    assert!(has_all && lacks_all, "{request}: {rights:#?}");
}

#[track_caller]
fn refused(request: &str) {
    let understanding = understand(request);
    let refused = matches!(understanding.verdict, Verdict::Refused { why: Refusal::Restriction { .. } });
    assert!(refused, "{request}: {:?} {:#?}", understanding.verdict, rights(&understanding));
}

fn default_role(request: &str) -> String {
    let roles = built(request).requirements.roles;
    roles.into_iter().find(|role| role.default).map(|role| role.name).unwrap_or_default()
}

#[test]
fn what_waits_for_approval_is_found_by_its_author_and_those_who_approve() {
    for request in [
        "A guide with reviews. A review stays hidden until a moderator approves it.",
        "A guide with reviews. New reviews wait until a moderator approves them.",
    ] {
        may(request, &["moderator approve Review"], &["user approve Review"]);
        let hidden = built(request).requirements.entities.iter().any(|entity| {
            entity.name == "Review"
                && entity.workflow.as_ref().is_some_and(|it| it.hidden.iter().any(|state| state == "pending"))
        });
        assert!(hidden, "{request}");
    }
}

#[test]
fn who_only_looks_at_records_does_not_get_to_write_them() {
    may(
        "Patients see prescriptions. Doctors give prescriptions.",
        &["doctor create Prescription"],
        &["patient create Prescription"],
    );
    may(
        "Citizens look at permits. The clerk issues permits.",
        &["clerk create Permit"],
        &["citizen create Permit"],
    );
    may(
        "Athletes view workouts. Coaches hand out workouts.",
        &["coach create Workout"],
        &["athlete create Workout"],
    );
    may("Doctors view charts. Nurses keep an eye on charts.", &[], &["doctor create Chart"]);
    may("Members browse menus.", &[], &["member create Menu"]);
    may("Users see their own notes.", &["user create Note"], &[]);
}

#[test]
fn who_works_on_records_in_words_unknown_keeps_them_from_those_who_read() {
    let understanding = built("Owners see paintings with title and year. Restorers retouch paintings.");
    assert!(
        rights(&understanding).iter().all(|right| !right.starts_with("owner")),
        "{:?}",
        rights(&understanding)
    );
    assert!(understanding.requirements.not_understood.iter().any(|words| words.contains("retouch")));
}

#[test]
fn to_list_a_thing_that_others_take_is_to_offer_it() {
    may(
        "Landlords list flats with address and rent. Tenants rent flats.",
        &["landlord create Flat", "landlord update Flat own"],
        &["tenant create Flat", "tenant update Flat", "tenant delete Flat"],
    );
    may("Farmers list crops. Grocers buy crops.", &["farmer create Crop"], &["grocer create Crop"]);
}

#[test]
fn what_everybody_is_called_is_what_registering_gives_even_where_they_judge() {
    let understanding = built("A box of ideas with title. Users approve ideas.");
    let given: Vec<_> = understanding.requirements.roles.iter().filter(|role| role.default).collect();
    assert_eq!(given.len(), 1, "{given:?}");
    assert_eq!(given[0].name, "user");
}

#[test]
fn nobody_becomes_a_judge_by_registering() {
    let request = "A grants app with proposals with title. Assessors approve proposals.";
    assert_eq!(default_role(request), "user");
    may(request, &["assessor approve Proposal", "user create Proposal"], &["user approve Proposal"]);
    assert_eq!(default_role("Staff write quotes. Customers accept quotes."), "customer");
}

#[test]
fn what_only_makers_may_do_is_built() {
    may("Writers add stories. Only the writer of a story can change it.", &["writer update Story own"], &[]);
    may(
        "Cooks add recipes. Recipes can only be removed by whoever added them.",
        &["cook delete Recipe own"],
        &[],
    );
    may(
        "Editors and members write articles. Articles can only be edited by their author.",
        &["editor update Article own", "member update Article own"],
        &["author update Article"],
    );
    may(
        "Members add photos with caption. Members can only delete photos they added.",
        &["member delete Photo own"],
        &[],
    );
    may(
        "Hosts create events. Nobody but the creator may cancel an event.",
        &["host cancel Event own"],
        &["creator cancel Event"],
    );
    let notes = built("Members write notes. Only the person who wrote a note may see it.");
    let note = notes.requirements.entities.iter().find(|entity| entity.name == "Note").unwrap();
    assert_eq!(note.visibility, Visibility::Owner);
    refused("Agents and landlords add flats. Only the agent who added a flat can remove it.");
}

#[test]
fn what_is_forbidden_outright_is_built() {
    may(
        "Drivers log journeys. Never let drivers remove journeys.",
        &["driver create Journey"],
        &["driver delete Journey"],
    );
    may(
        "Clerks and cashiers add bills. Stop clerks from deleting bills.",
        &["cashier delete Bill"],
        &["clerk delete Bill"],
    );
    may("Users post remarks. Remarks can't be changed.", &["user create Remark"], &["user update Remark"]);
    may(
        "Members add clips. Removing clips is not allowed for members.",
        &["member create Clip"],
        &["member delete Clip"],
    );
}

#[test]
fn taking_one_right_away_opens_no_other_to_records_of_others() {
    may(
        "Members add clips. Members cannot delete clips.",
        &["member create Clip"],
        &["member delete Clip", "member update Clip"],
    );
    refused("Members add clips and edit their own clips. Members cannot delete clips.");
    may(
        "Members borrow books. Only librarians can delete loans.",
        &["librarian delete Loan", "member return Loan own"],
        &["member delete Loan"],
    );
}

#[test]
fn who_sees_only_their_own_is_read_in_every_order_of_words() {
    for request in [
        "A shop. Customers order lamps. Customers only see their own orders.",
        "A shop. Customers order lamps. Customers see their own orders only.",
        "A shop. Customers order lamps. A customer can view just his own orders.",
    ] {
        may(request, &["customer read Order own"], &[]);
    }
}

#[test]
fn restrictions_that_no_rule_carries_are_refused() {
    for request in [
        "A planner with walls and cards. Only wall members can see a wall.",
        "A planner with walls and cards. Only the members of a wall can see it.",
        "A help desk with requests with title. Late ones are shown just to supervisors.",
        "A journal with articles. Pending articles are only visible to editors.",
        "A scrapbook with pages with caption. Pages are visible to relatives only.",
        "A club with staff-only memos.",
        "Bakers add cakes. Registration is closed.",
        "A directory of people with name and salary. Keep the salary private.",
    ] {
        refused(request);
    }
}

#[test]
fn what_is_not_published_yet_is_hidden() {
    for (request, name, hidden) in [
        ("A magazine where writers publish articles with headline.", "Article", &["draft"][..]),
        (
            "A magazine with letters. Letters have to be approved before they are visible.",
            "Letter",
            &["pending", "rejected"],
        ),
        ("A blog. Only published posts are visible to visitors.", "Post", &["draft"]),
        ("A blog with drafts.", "Post", &["draft"]),
        ("A blog where authors write posts as drafts and publish them when ready.", "Post", &["draft"]),
    ] {
        let requirements = built(request).requirements;
        let entity = requirements.entities.iter().find(|it| it.name == name).unwrap();
        assert_eq!(entity.workflow.as_ref().unwrap().hidden, hidden, "{request}");
        assert!(requirements.features.iter().any(|it| it.name == FeatureName::Drafts), "{request}");
    }
    // What nobody else reads anyway needs no hiding.
    let requirements = built(
        "Customers create tickets with subject. Agents close them. Customers only see their own tickets.",
    )
    .requirements;
    assert!(requirements.features.iter().all(|it| it.name != FeatureName::Drafts));
}

#[test]
fn theirs_is_what_they_made() {
    let request = "Orders have a number. Buyers place orders. Clerks see all orders, buyers see theirs.";
    may(request, &["buyer read Order own", "clerk read Order"], &[]);
    may(
        "Vets write reports. Nurses read them. Owners do not see them.",
        &["nurse read Report"],
        &["owner read Report"],
    );
}

#[test]
fn whose_people_a_record_is_about_is_no_right_and_is_refused() {
    for request in [
        "Tutors enter marks. Guardians view the marks of their children.",
        "Members log runs. Coaches see the runs of their own athletes.",
        "Members add files with title. Everyone in the same department can see them.",
        "Only paying members may download reports. Editors write reports.",
    ] {
        refused(request);
    }
}

#[test]
fn authors_make_what_is_usually_theirs() {
    may(
        "A blog with posts. Readers comment on posts. Authors see comments on their posts.",
        &["author create Post", "reader create Comment"],
        &["reader create Post", "reader update Post"],
    );
}

#[test]
fn deeds_that_nobody_builds_are_somebodys_all_the_same() {
    may(
        "A course site: lecturers upload handouts, students may only download them.",
        &["lecturer create Handout"],
        &["student create Handout", "student update Handout"],
    );
}

#[test]
fn only_behind_the_people_is_read_as_before_them() {
    may(
        "A forum with topics. Announcements are written by wardens only.",
        &["warden create Announcement"],
        &["user create Announcement"],
    );
    may(
        "Notices can only be created by wardens. Tenants read notices.",
        &["warden create Notice"],
        &["tenant create Notice"],
    );
}

#[test]
fn what_one_record_has_of_people_is_no_role() {
    refused("Desks: tasks with title. Members add tasks, only the assignee may close a task.");
    refused("Invitation only. Members share clips with caption.");
}

#[test]
fn work_in_unknown_words_is_not_what_everybody_gets() {
    let request = "Umpires adjudicate bouts. Fighters enter bouts.";
    assert_eq!(default_role(request), "fighter");
    assert_eq!(default_role("An arbiter weighs entries. Contestants submit entries."), "contestant");
}

#[test]
fn what_people_are_said_to_do_with_records_is_not_given_to_others() {
    may(
        "Tutors create lessons with topic. Pupils book lessons. Pupils jot remarks about lessons.",
        &[],
        &["tutor create Remark", "tutor delete Remark"],
    );
    may(
        "Tutors create lessons with topic. Pupils leave reviews for tutors.",
        &["pupil create Review"],
        &["tutor create Review", "tutor update Review"],
    );
    may(
        "Events with title. Hosts invite guests to events. Guests decline invitations.",
        &[],
        &["guest create Event", "guest delete Event"],
    );
}

/// Who reads a record when no permission says more.
fn visibility(request: &str, record: &str) -> Option<Visibility> {
    let entities = built(request).requirements.entities;
    entities.into_iter().find(|entity| entity.name == record).map(|entity| entity.visibility)
}

#[test]
fn what_is_about_somebody_is_theirs_to_see_although_others_make_it() {
    for request in [
        "Teachers enter grades for students. Students can only see their own grades.",
        "Teachers enter grades for students. Students see their grades.",
    ] {
        may(
            request,
            &["teacher create Grade", "student read Grade named", "teacher read Grade"],
            &["student create Grade", "student update Grade", "student delete Grade"],
        );
        assert_eq!(visibility(request, "Grade"), Some(Visibility::Owner), "{request}");
    }
    may(
        "Managers create tasks and assign them to employees. Employees complete their tasks.",
        &["manager create Task", "employee complete Task named"],
        &["employee create Task", "employee delete Task"],
    );
    // Customers hand in tickets; it is agents who are given them.
    may(
        "Customers create tickets and close their tickets. Agents are assigned to tickets and resolve tickets.",
        &["customer close Ticket own"],
        &[],
    );
}

#[test]
fn what_is_confidential_is_not_for_everybody_who_registers() {
    for (request, record) in [
        ("Doctors write medical records about patients. Nurses manage rooms.", "MedicalRecord"),
        ("An app with employees (name, salary) and departments", "Employee"),
        ("A shop with products, customers and orders", "Customer"),
        ("Users write private notes", "PrivateNote"),
        ("An HR app with employees, payslips and departments", "Payslip"),
    ] {
        assert_eq!(visibility(request, record), Some(Visibility::Owner), "{request}");
    }
    // Said so, it is for whom it is said, and what only sounds confidential is not.
    for (request, record) in [
        ("Doctors write medical records. Everyone can read medical records.", "MedicalRecord"),
        (
            "A gym. Trainers offer private lessons with a title. Members book private lessons.",
            "PrivateLesson",
        ),
        ("A job board with jobs (title, salary)", "Job"),
    ] {
        assert_ne!(visibility(request, record), Some(Visibility::Owner), "{request}");
    }
    may(
        "Doctors write medical records about patients. Nurses manage rooms.",
        &["doctor read MedicalRecord"],
        &["nurse read MedicalRecord"],
    );
}

#[test]
fn who_hands_something_in_sees_their_own_and_whom_it_is_handed_to_sees_theirs() {
    may(
        "Clinic: patients book appointments with doctors, doctors see their appointments",
        &["doctor read Appointment named", "patient read Appointment own"],
        &["doctor create Appointment"],
    );
    may(
        "Tenants send messages to the landlord. The landlord reads messages sent to him.",
        &["landlord read Message named", "tenant read Message own"],
        &["landlord create Message"],
    );
    may(
        "Technicians are assigned work orders and complete them. Customers create work orders.",
        &["technician complete WorkOrder named", "customer create WorkOrder"],
        &["technician create WorkOrder"],
    );
    may(
        "Students have tutors. Tutors write progress reports on students. Parents should not see them.",
        &["student read ProgressReport named", "tutor read ProgressReport own"],
        &["parent read ProgressReport"],
    );
}

#[test]
fn what_is_noted_about_somebody_in_confidence_is_not_shown_to_them() {
    for request in [
        "Therapists keep private notes about their clients. Clients book appointments with therapists.",
        "Therapists write session notes about clients. Clients should not see the notes.",
        "A dentist app. Patients book appointments. Dentists write treatment notes about patients.",
    ] {
        let rights = rights(&built(request));
        let note =
            |it: &&String| it.contains("Note") && (it.starts_with("client") || it.starts_with("patient"));
        assert_eq!(rights.iter().find(note), None, "{request}: {rights:#?}");
    }
    assert_eq!(
        visibility("A dentist app. Dentists write treatment notes about patients.", "TreatmentNote"),
        Some(Visibility::Owner)
    );
}

#[test]
fn who_hands_in_registers_and_who_reads_it_is_chosen() {
    for (request, role) in [
        ("A church app where members submit prayer requests, the pastor reads them.", "member"),
        ("Customers report bugs. Developers are assigned bugs and close them.", "customer"),
        ("Authors write posts. Readers read posts.", "reader"),
    ] {
        assert_eq!(default_role(request), role, "{request}");
    }
}

#[test]
fn nobody_who_must_choose_among_all_records_reads_what_is_under_them() {
    refused(
        "Landlords own properties. Tenants rent properties and report defects. Landlords see the defects of their properties.",
    );
}
