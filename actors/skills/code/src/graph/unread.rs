//! What is not read of a project, so that nothing found is never said to be nothing there.

use std::collections::{BTreeMap, BTreeSet};

use super::ask::counted;
use crate::index::Index;
use crate::language::Language;
use crate::stack::Package;

/// Sentences for each kind of graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    pub imports: Vec<String>,
    pub endpoints: Vec<String>,
    pub models: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Routes,
    Models,
}

/// Packages whose routes or models are not read: a part of their name, what people call them.
const PACKAGES: &[(&str, What, &str)] = &[
    ("gin-gonic/gin", What::Routes, "gin"),
    ("go-chi/chi", What::Routes, "chi"),
    ("labstack/echo", What::Routes, "Echo"),
    ("gofiber/fiber", What::Routes, "Fiber"),
    ("gorilla/mux", What::Routes, "gorilla/mux"),
    ("gorm.io/gorm", What::Models, "GORM"),
    ("entgo.io/ent", What::Models, "Ent"),
    ("axum", What::Routes, "axum"),
    ("actix-web", What::Routes, "Actix Web"),
    ("rocket", What::Routes, "Rocket"),
    ("warp", What::Routes, "warp"),
    ("poem", What::Routes, "Poem"),
    ("diesel", What::Models, "Diesel"),
    ("sea-orm", What::Models, "SeaORM"),
    ("spring-boot-starter-web", What::Routes, "Spring"),
    ("spring-boot-starter-webflux", What::Routes, "Spring"),
    ("spring-web", What::Routes, "Spring"),
    ("spring-boot-starter-data-jpa", What::Models, "JPA"),
    ("jakarta.persistence", What::Models, "JPA"),
    ("hibernate", What::Models, "Hibernate"),
    ("io.ktor", What::Routes, "Ktor"),
    ("rails", What::Routes, "Rails"),
    ("rails", What::Models, "Active Record"),
    ("activerecord", What::Models, "Active Record"),
    ("sinatra", What::Routes, "Sinatra"),
    ("laravel/framework", What::Routes, "Laravel"),
    ("laravel/framework", What::Models, "Eloquent"),
    ("symfony/framework-bundle", What::Routes, "Symfony"),
    ("doctrine/orm", What::Models, "Doctrine"),
    ("slim/slim", What::Routes, "Slim"),
    ("starlette", What::Routes, "Starlette"),
    ("sanic", What::Routes, "Sanic"),
    ("tornado", What::Routes, "Tornado"),
    ("aiohttp", What::Routes, "aiohttp"),
    ("bottle", What::Routes, "Bottle"),
    ("falcon", What::Routes, "Falcon"),
    ("litestar", What::Routes, "Litestar"),
    ("peewee", What::Models, "Peewee"),
    ("tortoise-orm", What::Models, "Tortoise ORM"),
    ("mongoengine", What::Models, "MongoEngine"),
    ("@hapi/hapi", What::Routes, "hapi"),
    ("@sveltejs/kit", What::Routes, "SvelteKit"),
    ("nuxt", What::Routes, "Nuxt"),
    ("@remix-run/node", What::Routes, "Remix"),
    ("@trpc/server", What::Routes, "tRPC"),
    ("sequelize", What::Models, "Sequelize"),
    ("mongoose", What::Models, "Mongoose"),
    ("drizzle-orm", What::Models, "Drizzle"),
    ("@mikro-orm/core", What::Models, "MikroORM"),
];

/// Names in code that say the same, where no manifest that is read does: language, name, what, framework.
const NAMES: &[(Language, &str, What, &str)] = &[
    (Language::CSharp, "ApiController", What::Routes, "ASP.NET"),
    (Language::CSharp, "ControllerBase", What::Routes, "ASP.NET"),
    (Language::CSharp, "MapGet", What::Routes, "ASP.NET"),
    (Language::CSharp, "DbContext", What::Models, "Entity Framework"),
    (Language::Java, "RestController", What::Routes, "Spring"),
    (Language::Java, "GetMapping", What::Routes, "Spring"),
    (Language::Java, "Entity", What::Models, "JPA"),
    (Language::Kotlin, "RestController", What::Routes, "Spring"),
    (Language::Kotlin, "Entity", What::Models, "JPA"),
    (Language::Go, "HandleFunc", What::Routes, "net/http"),
];

/// Pages with scripts in them that no grammar here reads, by their ending.
const PAGES: &[(&str, &str)] = &[(".astro", "Astro")];

/// Languages in which routes and models are read.
fn is_read(language: Language) -> bool {
    language == Language::Python || super::is_script(language)
}

/// Whether programs are written in it that others could call or import.
fn is_program(language: Language) -> bool {
    !language.is_data()
        && !matches!(language, Language::Sql | Language::Bash | Language::Html | Language::Css)
}

pub fn unread(index: &Index, packages: &[Package]) -> Unread {
    let mut unread = Unread::default();
    for (ending, name) in PAGES {
        let count = index.skipped().filter(|(path, _)| path.ends_with(ending)).count();
        if count > 0 {
            unread
                .endpoints
                .push(format!("requests in pages of {name} are not read here ({})", counted(count, "file")));
        }
    }
    let mut said: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut put = |what: What, name: &'static str, place: &str| {
        let word = if what == What::Routes { "routes" } else { "models" };
        if said.insert((word, name)) {
            let sentence = format!("{word} of {name} are not read here: found in {place}");
            if what == What::Routes { &mut unread.endpoints } else { &mut unread.models }.push(sentence);
        }
    };
    for package in packages {
        for (part, what, name) in PACKAGES {
            if is_package(&package.name, part) {
                put(*what, name, &package.manifest);
            }
        }
    }
    let mut files: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unresolved: BTreeMap<&str, usize> = BTreeMap::new();
    for facts in index.files().filter(|facts| is_program(facts.language)) {
        for (_, word, what, name) in NAMES.iter().filter(|(language, ..)| *language == facts.language) {
            if facts.names.iter().any(|name| name == word) {
                put(*what, name, &facts.path);
            }
        }
        let language = facts.language.name();
        if !is_read(facts.language) && facts.language != Language::C {
            *files.entry(language).or_default() += 1;
        }
        if !facts.language.resolves_imports() {
            *unresolved.entry(language).or_default() += 1;
        }
    }
    for (language, count) in unresolved {
        unread.imports.push(format!(
            "imports of {language} are not resolved to files here ({})",
            counted(count, "file")
        ));
    }
    for (language, count) in files {
        let number = counted(count, "file");
        unread.endpoints.push(format!("routes written in {language} are not read here ({number})"));
        unread.models.push(format!("models written in {language} are not read here ({number})"));
    }
    unread
}

/// A package by its whole name, or by one of its parts as registries join them.
fn is_package(name: &str, part: &str) -> bool {
    name == part
        || name.split([':', '/']).any(|one| one == part)
        || name.strip_suffix(part).is_some_and(|before| before.ends_with('/'))
        || (part.contains('/') && name.contains(&format!("{part}/")))
        || (part.contains(['/', '.']) && name.contains(part))
        || (part == "hibernate" && name.contains("hibernate"))
}
