//! Languages, frameworks and databases by every name people give them.

use std::sync::LazyLock;

use super::Phrases;

/// The part of a product that a name fills; two names for one part contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    Frontend,
    FrontendLanguage,
    Backend,
    Database,
    /// Fits beside the others: caches, containers.
    Beside,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Lower-case canonical name.
    pub name: &'static str,
    pub slot: Slot,
    /// False: understood, but no pack builds it.
    pub supported: bool,
    /// The words mean something else as well, and count as a stack only beside words about building.
    pub ambiguous: bool,
}

const fn known(name: &'static str, slot: Slot, supported: bool, ambiguous: bool) -> Known {
    Known { name, slot, supported, ambiguous }
}

macro_rules! table {
    ($($name:literal $slot:ident $supported:ident $sense:ident: $($phrase:literal)*;)*) => {
        static TABLE: &[(Known, &[&str])] = &[$((known($name, Slot::$slot, table!(@ $supported), table!(@ $sense)), &[$($phrase),*])),*];
    };
    (@ built) => { true };
    (@ unbuilt) => { false };
    (@ clear) => { false };
    (@ ambiguous) => { true };
}

table! {
    "react" Frontend built clear: "react" "reactjs" "react.js" "react js" "react 18" "react 19";
    "typescript" FrontendLanguage built clear: "typescript" "type script" "ts" "tsx";
    "fastapi" Backend built clear: "fastapi" "fast api" "python fastapi" "fastapi python" "fastapi.py";
    "python" Backend built clear: "python" "python 3" "python3";
    "postgresql" Database built clear: "postgresql" "postgres" "postgre sql" "postgre" "postgresdb" "psql" "pg";
    "sqlite" Database built clear: "sqlite" "sqlite3" "sq lite" "sql lite" "sqlite 3";
    "vue" Frontend unbuilt clear: "vue" "vuejs" "vue.js" "vue js" "vue 3";
    "angular" Frontend unbuilt clear: "angular" "angularjs" "angular.js" "angular js";
    "svelte" Frontend unbuilt clear: "svelte" "sveltekit" "svelte kit";
    "solid" Frontend unbuilt clear: "solidjs" "solid.js" "solid js";
    "preact" Frontend unbuilt clear: "preact";
    "htmx" Frontend unbuilt clear: "htmx";
    "jquery" Frontend unbuilt clear: "jquery";
    "ember" Frontend unbuilt clear: "emberjs" "ember.js" "ember js";
    "next.js" Frontend unbuilt clear: "next.js" "nextjs" "next js";
    "nuxt" Frontend unbuilt clear: "nuxt" "nuxt.js" "nuxtjs" "nuxt js";
    "remix" Frontend unbuilt ambiguous: "remix";
    "astro" Frontend unbuilt ambiguous: "astro";
    "blazor" Frontend unbuilt clear: "blazor";
    "streamlit" Frontend unbuilt clear: "streamlit";
    "flutter" Frontend unbuilt clear: "flutter";
    "react native" Frontend unbuilt clear: "react native" "reactnative";
    "javascript" FrontendLanguage unbuilt clear: "javascript" "js" "plain javascript" "vanilla javascript" "vanilla js";
    "dart" FrontendLanguage unbuilt ambiguous: "dart";
    "elm" FrontendLanguage unbuilt ambiguous: "elm";
    "django" Backend unbuilt clear: "django" "django rest framework" "drf";
    "flask" Backend unbuilt ambiguous: "flask";
    "express" Backend unbuilt ambiguous: "express" "express.js" "expressjs" "express js";
    "node.js" Backend unbuilt clear: "node.js" "nodejs" "node js";
    "nestjs" Backend unbuilt clear: "nestjs" "nest.js" "nest js";
    "deno" Backend unbuilt clear: "deno";
    "bun" Backend unbuilt ambiguous: "bun";
    "rails" Backend unbuilt clear: "ruby on rails" "rails" "ror";
    "ruby" Backend unbuilt ambiguous: "ruby";
    "laravel" Backend unbuilt clear: "laravel";
    "symfony" Backend unbuilt clear: "symfony";
    "php" Backend unbuilt clear: "php";
    "wordpress" Backend unbuilt clear: "wordpress";
    "spring" Backend unbuilt ambiguous: "spring" "spring boot" "springboot";
    "java" Backend unbuilt clear: "java";
    "kotlin" Backend unbuilt clear: "kotlin";
    "ktor" Backend unbuilt clear: "ktor";
    "scala" Backend unbuilt clear: "scala";
    "swift" Backend unbuilt ambiguous: "swift" "swiftui";
    "rust" Backend unbuilt ambiguous: "rust";
    "axum" Backend unbuilt clear: "axum";
    "actix-web" Backend unbuilt clear: "actix web" "actix";
    "go" Backend unbuilt ambiguous: "go" "golang";
    "gin" Backend unbuilt ambiguous: "gin";
    "c#" Backend unbuilt clear: "c#" "csharp";
    "dotnet" Backend unbuilt clear: "asp.net" "asp.net core" ".net" "dotnet" ".net core";
    "c++" Backend unbuilt clear: "c++" "cpp";
    "fortran" Backend unbuilt clear: "fortran";
    "cobol" Backend unbuilt clear: "cobol";
    "perl" Backend unbuilt clear: "perl";
    "haskell" Backend unbuilt clear: "haskell";
    "elixir" Backend unbuilt clear: "elixir";
    "phoenix" Backend unbuilt clear: "phoenix";
    "erlang" Backend unbuilt clear: "erlang";
    "clojure" Backend unbuilt clear: "clojure";
    "assembly" Backend unbuilt clear: "assembly language" "assembler";
    "lua" Backend unbuilt clear: "lua";
    "matlab" Backend unbuilt clear: "matlab";
    "graphql" Backend unbuilt clear: "graphql" "graph ql";
    "grpc" Backend unbuilt clear: "grpc";
    "trpc" Backend unbuilt clear: "trpc";
    "mongodb" Database unbuilt clear: "mongodb" "mongo" "mongo db";
    "mysql" Database unbuilt clear: "mysql" "my sql";
    "mariadb" Database unbuilt clear: "mariadb" "maria db";
    "oracle" Database unbuilt ambiguous: "oracle" "oracle database" "oracle db";
    "sql server" Database unbuilt clear: "sql server" "mssql" "ms sql" "microsoft sql server";
    "dynamodb" Database unbuilt clear: "dynamodb" "dynamo db";
    "cassandra" Database unbuilt clear: "cassandra";
    "couchdb" Database unbuilt clear: "couchdb";
    "neo4j" Database unbuilt clear: "neo4j";
    "firebase" Database unbuilt clear: "firebase" "firestore";
    "supabase" Database unbuilt clear: "supabase";
    "cockroachdb" Database unbuilt clear: "cockroachdb";
    "redis" Beside unbuilt clear: "redis";
    "elasticsearch" Beside unbuilt clear: "elasticsearch" "elastic search";
    "kafka" Beside unbuilt clear: "kafka";
    "rabbitmq" Beside unbuilt clear: "rabbitmq";
    "celery" Beside unbuilt clear: "celery";
    "kubernetes" Beside unbuilt clear: "kubernetes" "k8s" "helm";
    "terraform" Beside unbuilt clear: "terraform";
    "aws" Beside unbuilt clear: "aws" "amazon web services" "s3" "aws s3" "aws lambda";
    "azure" Beside unbuilt clear: "azure";
    "google cloud" Beside unbuilt clear: "google cloud" "gcp";
    "vercel" Beside unbuilt clear: "vercel";
    "heroku" Beside unbuilt clear: "heroku";
    "tailwind" Beside unbuilt clear: "tailwind" "tailwindcss" "tailwind css";
    "bootstrap" Beside unbuilt ambiguous: "bootstrap";
    "material ui" Beside unbuilt clear: "material ui" "mui";
    "redux" Beside unbuilt clear: "redux";
    "electron" Frontend unbuilt clear: "electron" "tauri";
    "prisma" Beside unbuilt clear: "prisma";
    "auth0" Beside unbuilt clear: "auth0";
    "tensorflow" Backend unbuilt clear: "tensorflow" "pytorch" "scikit learn" "pandas" "jupyter";
}

pub static STACK: LazyLock<Phrases<Known>> = LazyLock::new(|| {
    Phrases::new(TABLE.iter().flat_map(|(known, phrases)| phrases.iter().map(move |phrase| (*phrase, known))))
});

/// Whether a name is of what fits beside the rest and nothing here builds with: the rest is built without it.
pub fn is_left_out(name: &str) -> bool {
    TABLE.iter().any(|(known, _)| known.name == name && known.slot == Slot::Beside && !known.supported)
}

/// Words that stand beside a stack name and say which part it is for.
pub const PART_WORDS: &[&str] = &[
    "frontend",
    "backend",
    "front",
    "back",
    "end",
    "database",
    "db",
    "server",
    "client",
    "api",
    "framework",
    "stack",
    "language",
    "ui",
    "side",
    "library",
    "storage",
    "rest",
];

/// Words that announce a stack.
pub const USE_WORDS: &[&str] = &[
    "use",
    "using",
    "uses",
    "used",
    "built",
    "written",
    "powered",
    "based",
    "run",
    "running",
    "runs",
    "implemented",
    "developed",
    "made",
];
