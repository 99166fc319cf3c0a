//! Models, tables and queries in small projects.

use std::fmt::Write;

use code::graph::{Note, Project};
use code::{Parser, SourceFile};
use expect_test::{Expect, expect};

fn check(files: &[(&str, &str)], expected: Expect) {
    let mut parser = Parser::default();
    let mut project = Project::default();
    for (path, text) in files {
        if path.ends_with(".prisma") {
            project.put(Note::prisma(path, text));
            continue;
        }
        let file = SourceFile::read(path, text.as_bytes().to_vec()).unwrap();
        let parsed = parser.parse(&file).unwrap();
        project.put(Note::read(&file, &parsed));
    }
    let data = project.link().data;
    let mut text = String::new();
    for model in &data.models {
        let fields: Vec<String> =
            model.fields.iter().map(|field| format!("{}:{}", field.name, field.kind)).collect();
        let relations: Vec<String> =
            model.relations.iter().map(|to| format!("{}->{}", to.field, to.to)).collect();
        let table = model.table.as_deref().unwrap_or("-");
        writeln!(text, "{} {} ({table}) {}:{}", model.framework, model.name, model.file, model.line).unwrap();
        writeln!(text, "  {} | {}", fields.join(" "), relations.join(" ")).unwrap();
    }
    for query in &data.queries {
        let computed = if query.computed { " computed" } else { "" };
        writeln!(
            text,
            "{} {} {}:{} {}{computed}",
            query.operation, query.model, query.file, query.line, query.within
        )
        .unwrap();
    }
    expected.assert_eq(&text);
}

#[test]
fn sqlalchemy_old_and_new() {
    check(
        &[(
            "m.py",
            "class Base(DeclarativeBase):\n    pass\nclass User(Base):\n    __tablename__ = 'users'\n    id: Mapped[int] = mapped_column(primary_key=True)\n    \
             posts: Mapped[list['Post']] = relationship(back_populates='author')\nclass Post(Base):\n    __tablename__ = 'posts'\n    \
             id = Column(Integer, primary_key=True)\n    author_id = Column(Integer, ForeignKey('users.id'))\n    author = relationship('User')\n\
             def load(session, name):\n    session.query(User).all()\n    session.execute(select(Post))\n    session.execute(f'SELECT * FROM users WHERE name = {name}')\n",
        )],
        expect![[r#"
            SQLAlchemy User (users) m.py:3
              id:Mapped[int] | posts->Post
            SQLAlchemy Post (posts) m.py:7
              id:Integer author_id:Integer | author_id->users author->User
            select User m.py:13 load
            select Post m.py:14 load
            select users m.py:15 load computed
        "#]],
    );
}

#[test]
fn django_sqlmodel_and_typeorm() {
    check(
        &[
            (
                "shop/models.py",
                "from django.db import models\nclass Named(models.Model):\n    name = models.CharField(max_length=9)\nclass Item(Named):\n    \
                 owner = models.ForeignKey('auth.User', on_delete=models.CASCADE)\n    tags = models.ManyToManyField(Tag)\n\
                 def cheap():\n    return Item.objects.filter(price=1)\n",
            ),
            (
                "hero.py",
                "class Hero(SQLModel, table=True):\n    id: int | None = Field(primary_key=True)\n    team: int = Field(foreign_key='team.id')\n",
            ),
            (
                "user.entity.ts",
                "@Entity('people')\nexport class User {\n  @PrimaryGeneratedColumn()\n  id: number;\n  @ManyToOne(() => Team, (team) => team.users)\n  team: Team;\n}\n",
            ),
        ],
        expect![[r#"
            SQLModel Hero (-) hero.py:1
              id:int | None team:int | team->team
            Django Named (-) shop/models.py:2
              name:CharField | 
            Django Item (-) shop/models.py:4
              name:CharField owner:ForeignKey tags:ManyToManyField | owner->User tags->Tag
            TypeORM User (people) user.entity.ts:2
              id:number team:Team | team->Team
            filter Item shop/models.py:8 cheap
        "#]],
    );
}

#[test]
fn sql_definitions_and_prisma() {
    check(
        &[
            (
                "schema.sql",
                "-- people\nCREATE TABLE IF NOT EXISTS public.\"user\" (\n  id bigint PRIMARY KEY,\n  name varchar(20) NOT NULL DEFAULT 'a, (b',\n  team_id int REFERENCES team(id),\n  \
                 PRIMARY KEY (id),\n  CONSTRAINT f FOREIGN KEY (boss) REFERENCES \"user\" (id)\n);\ncreate table half (id int",
            ),
            (
                "schema.prisma",
                "model Post {\n  id Int @id // key\n  author User? @relation(fields: [a])\n  @@map(\"p\")\n}\nmodel User {\n  posts Post[]\n}\n",
            ),
            ("a.ts", "async function posts() {\n  return prisma.post.findMany();\n}\n"),
        ],
        expect![[r#"
            Prisma Post (-) schema.prisma:1
              id:Int author:User? | author->User
            Prisma User (-) schema.prisma:6
              posts:Post[] | posts->Post
            SQL user (user) schema.sql:2
              id:bigint name:varchar team_id:int | team_id->team boss->user
            SQL half (half) schema.sql:9
              id:int | 
            findMany Post a.ts:2 posts
        "#]],
    );
}

#[test]
fn a_mixin_is_no_model_and_gives_its_columns_to_those_that_are() {
    check(
        &[(
            "m.py",
            "Base = declarative_base()\nassoc = Table('assoc', Base.metadata, Column('l', ForeignKey('left.id')), Column('n', Integer))\nclass Mixin:\n    created = Column(Integer)\n\
             class Abstract(Base):\n    __abstract__ = True\n    note = Column(String)\nclass Left(Mixin, Abstract):\n    __tablename__ = 'left'\n    id = Column(Integer)\n\
             class Right(Base):\n    __tablename__ = 'right'\n    name = Column('full_name', String)\n\
             def go(s):\n    s.query(Left.id, Right).all()\n    s.add(Left(id=1))\n    s.add_all([Right(), Right()])\n",
        )],
        expect![[r#"
            SQLAlchemy assoc (assoc) m.py:2
              l: n:Integer | l->left
            SQLAlchemy Left (left) m.py:8
              created:Integer note:String id:Integer | 
            SQLAlchemy Right (right) m.py:11
              name:String | 
            select Left m.py:15 go
            select Right m.py:15 go
            insert Left m.py:16 go
            insert Right m.py:17 go
        "#]],
    );
}

#[test]
fn a_django_model_may_lead_to_itself_name_its_table_and_take_over_fields() {
    check(
        &[(
            "models.py",
            "class Stamped(models.Model):\n    made = models.DateTimeField()\n    class Meta:\n        abstract = True\nclass Pet(Stamped):\n    parent = models.ForeignKey('self', null=True)\n    class Meta:\n        db_table = 'pets'\n",
        )],
        expect![[r#"
            Django Pet (pets) models.py:5
              made:DateTimeField parent:ForeignKey | parent->Pet
        "#]],
    );
}
