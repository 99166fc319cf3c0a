//! Chance and mutations for fuzzing; small, and the same from one seed on every machine.

/// Code of every language to begin from.
pub const SEEDS: &[(&str, &str)] = &[
    (
        "a.py",
        "import os\n@d(1)\nclass A(B):\n    \"\"\"D.\"\"\"\n    x: int = 1\n    async def f(self, a, *, b=2):\n        for i in [y for y in a if y and b or not a]:\n            try:\n                self.f(i) if i else 0\n            except* E as e:\n                match e:\n                    case [1, _]: return f'{a!r:>{b}}'\n                    case _: pass\n",
    ),
    (
        "a.js",
        "// c\nexport const f = async (a) => { if (a && b || c) { for (const x of y) { switch (x) { case 1: break; default: } } } else if (z) { return <A b={c}>t</A>; } };\nclass C extends D { #p = 1; get x() { return this.#p ?? 2; } }\n",
    ),
    (
        "a.ts",
        "interface I<T> { a?: T; b(): void }\nenum E { A }\nexport abstract class C implements I<number> { constructor(private a: string) { super(); } @Dec() m<K extends keyof I<K>>(x: K): asserts x is K { } }\ndeclare module 'x' { }\n",
    ),
    (
        "a.tsx",
        "export default function App({ a }: { a: number }) { const [s] = useState<number>(0); return a ? <div onClick={() => s}>{a}</div> : null; }\n",
    ),
    (
        "a.svelte",
        "<script lang=\"ts\">\n  let { rows }: Props = $props();\n</script>\n{#each sorted(rows) as row (row.id)}\n  <Row {...rest(row)} onclick={() => go(1)} />\n{/each}\n",
    ),
    (
        "a.vue",
        "<template><p v-if=\"a\">{{ b }}</p></template>\n<script setup lang=\"ts\">\nconst a: number = 1\n</script>\n<style>p { color: red }</style>\n",
    ),
    (
        "a.rs",
        "/// D.\n#[derive(A)]\npub struct S<'a, T: X>(&'a T);\nimpl<'a, T> S<'a, T> where T: X { fn f(&self) -> Option<u8> { match self.0 { Some(x) if x > 1 && y => loop { break 'a; }, None => vec![1]?, } } }\nmacro_rules! m { ($x:expr) => { $x }; }\n",
    ),
    (
        "a.go",
        "package a\n\nimport \"fmt\"\n\n// T is.\ntype T struct{ a int }\n\nfunc (t *T) F(a, b int) (err error) { for i := range a { switch { case i > 1 && b < 2: go func() { fmt.Println(i) }() ; default: } }; return }\n",
    ),
    (
        "A.java",
        "package a;\n/** D. */\npub @X class A<T> extends B { private int x; <R> R f(int a) throws E { for (int i : xs) { if (a > 1 && i < 2) { switch (a) { case 1 -> g(); default -> { } } } else if (b) { } } return () -> a ? b : c; } enum E { A } record R(int a) {} }\n",
    ),
    (
        "a.c",
        "#include <a.h>\n#define M(x) ((x) + 1)\ntypedef struct s { int a[3]; } s_t;\nstatic int *f(const char *a, int (*g)(int)) { do { if (a && *a) goto end; } while (1); switch (x) { case 1: case 2: break; default: ; } end: return 0; }\n",
    ),
    (
        "a.cpp",
        "namespace n { template <typename T, int N> class A : public B<T> { public: A() = default; virtual ~A(); auto f() const noexcept -> int { for (auto &x : y) try { throw [&](int a) { return a; }(1); } catch (...) { } } operator bool() const; }; }\n",
    ),
    (
        "A.cs",
        "using System;\nnamespace N { [A] public partial class C<T> : D where T : new() { public int X { get; set; } = 1; async Task<int> F(int a) => a switch { 1 => await g(), _ => 2 }; } }\n",
    ),
    (
        "a.rb",
        "# D\nmodule M\n  class A < B\n    attr_reader :x\n    def f(a, *b, &c)\n      return 1 unless a && b\n      @x ||= a.map { |y| y + 1 }\n      case a when 1 then 2 else 3 end\n    rescue E => e\n    end\n  end\nend\n",
    ),
    (
        "a.php",
        "<?php\nnamespace A;\nuse B\\C;\nabstract class D extends C { private ?int $x = 1; public function f(int $a): array { foreach ($a as $k => $v) { if ($v && $k) { return [$this->g($v)]; } elseif ($k) { } else { } } return match($a) { 1 => 2, default => 3 }; } }\n",
    ),
    (
        "a.kt",
        "package a\n/** D */\ndata class A(val x: Int?) : B() { fun f(a: Int): Int = when (a) { 1 -> x ?: 2; else -> { if (a > 1 && b) { a.let { it } } else { 3 } } }\n companion object { val y = 1 } }\n",
    ),
    (
        "a.sql",
        "-- D\nCREATE TABLE a (id INT PRIMARY KEY, b TEXT NOT NULL DEFAULT 'x');\nSELECT a.b, count(*) FROM a JOIN c ON a.id = c.id WHERE b LIKE '%x' GROUP BY 1;\n",
    ),
    (
        "a.sh",
        "#!/bin/bash\nset -e\nf() { local a=$1; if [[ -n $a && $b ]]; then for x in \"$@\"; do echo ${x%%.*} | cat <<EOF\n$(ls)\nEOF\ndone; elif true; then :; else case $a in x) ;; esac; fi; }\n",
    ),
    (
        "a.html",
        "<!doctype html><html><head><script>function f() { return 1 }</script></head><body id=\"a\" class='b'><p>t</body></html>\n",
    ),
    (
        "a.css",
        "@import 'a';\n.a > #b:hover, a::before { color: rgb(1 2 3 / 50%); --x: 1px }\n@media (min-width: 1px) { .c { x: y } }\n",
    ),
    ("a.json", "{\"a\": {\"b\": [1, 2.5e3, true, null, \"x\\n\"]}, \"c\": {}}\n"),
    ("a.yaml", "# D\na: &x\n  - b: 1\n    c: |\n      text\n  - *x\nd: {e: [1, 2]}\n---\nf: g\n"),
    ("a.toml", "# D\n[a.b]\nc = \"d\"\ne = [1, 2]\n[[f]]\ng = 2020-01-01T00:00:00Z\n"),
    ("a.md", "# T\n\n> q\n\n- a\n  - b\n\n```py\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nS\n---\n"),
    (
        "Dockerfile",
        "FROM a:1 AS b\nARG X=1\nENV Y=$X\nRUN <<EOF\nls\nEOF\nCOPY --from=b /a /b\nCMD [\"a\"]\n",
    ),
];

/// A stream of numbers (splitmix64).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap_or(0)
    }
}

/// Signs that mean much to grammars.
const SIGNS: &[&[u8]] = &[
    b"(", b")", b"{", b"}", b"[", b"]", b"\"", b"'", b"`", b"\n", b"\t", b"  ", b"\\", b"/*", b"*/", b"#",
    b"<", b">", b"\"\"\"", b"${", b"<<EOF\n", b"\xff", b"\xc3", b"\0",
];

/// A few changes: bytes flipped, parts cut out, doubled, swapped in, and signs put in.
pub fn mutated(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=chance.below(6) {
        let at = chance.below(bytes.len() + 1);
        let length = chance.below(24).min(bytes.len() - at);
        match chance.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            1 => drop(bytes.drain(at..at + length)),
            2 => {
                let part = bytes[at..at + length].to_vec();
                let to = chance.below(bytes.len() + 1);
                drop(bytes.splice(to..to, part));
            }
            3 => {
                let part = bytes[at..at + length].repeat(1 + chance.below(20));
                drop(bytes.splice(at..at, part));
            }
            4 => bytes.truncate(at),
            _ => {
                let sign = SIGNS[chance.below(SIGNS.len())];
                drop(bytes.splice(at..at, sign.iter().copied()));
            }
        }
    }
    // Repeated doubling must not make it grow without end.
    bytes.truncate(20_000);
    bytes
}
