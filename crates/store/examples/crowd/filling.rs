//! The statements that make a crowd: the database counts, and makes each row from its number.

/// Which words a database has for the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// How large the crowd is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// How many people.
    pub(crate) people: u64,
    /// How many groups they are in.
    pub(crate) groups: u64,
    /// How many access tokens each of them has.
    pub(crate) tokens: u64,
}

/// How many people share a first name.
const FIRST_NAMES: u64 = 211;
/// How many sessions the first person has; every tenth other person has one.
const SESSIONS: u64 = 40;
/// How many people the trail speaks of: few, so that a page of each one's history is full.
const WATCHED: u64 = 37;
/// 2026-01-01.
const START: u64 = 1_767_225_600;
/// A time at which everything is still good.
const END: u64 = 4_000_000_000;

/// What is run, one after the other.
pub(crate) fn statements(dialect: Dialect, size: Size) -> Vec<String> {
    let people = size.people;
    let groups = size.groups;
    let families = (people / 10).max(1);
    let tokens = people * size.tokens;
    let rows = [
        (people, people_rows(families)),
        (groups, group_rows()),
        // Everybody is in the first group and in two others.
        (people, membership_rows("1")),
        (people, membership_rows(&format!("1 + i % {groups}"))),
        (people, membership_rows(&format!("1 + (i / 7) % {groups}"))),
        (people, words("username_folded")),
        (people, words(&format!("'given' || (i % {FIRST_NAMES})"))),
        (people, words(&format!("'family' || (i % {families})"))),
        (people / 10, session_rows("i * 10", "i")),
        (SESSIONS, session_rows("1", "i + 800000000")),
        (tokens, token_rows(people)),
        (people, trail_rows()),
    ];
    let begin = match dialect {
        Dialect::Sqlite => "PRAGMA synchronous = off; PRAGMA cache_size = -200000; BEGIN",
        Dialect::Postgres => "SET synchronous_commit = off; BEGIN",
    };
    let end = match dialect {
        Dialect::Sqlite => {
            "COMMIT; PRAGMA analysis_limit = 1000; ANALYZE; PRAGMA wal_checkpoint(truncate)"
        }
        Dialect::Postgres => "COMMIT; ANALYZE",
    };
    let mut all = vec![begin.to_owned()];
    let filled = rows
        .into_iter()
        .map(|(count, row)| in_words_of(dialect, &counted(count, &row)));
    all.extend(filled);
    all.push(end.to_owned());
    all
}

/// `table columns | values` of the row `i`, for each `i` from 1.
fn counted(count: u64, row: &str) -> String {
    let (into, values) = row.split_once('|').unwrap_or((row, ""));
    format!(
        "INSERT INTO {into}
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
         SELECT {values}"
    )
}

fn people_rows(families: u64) -> String {
    format!(
        "users (id, subject, username, username_folded, email, email_verified, name, profile,
             attributes, factor_demanded, disabled, created_at, updated_at)
         | id{{1,i}}, 'subject-' || i, 'Crowd' || i, 'crowd' || i, 'crowd' || i || '@example.org',
             yes{{}}, 'Given' || (i % {FIRST_NAMES}) || ' Family' || (i % {families}), '{{}}', '{{}}',
             no{{}}, no{{}}, {START}, {START} FROM n"
    )
}

/// Nine of ten groups are within the tenth.
fn group_rows() -> String {
    format!(
        "groups (id, name, name_folded, parent_id, created_at, factor_demanded)
         | id{{2,i}}, 'Crew' || i, 'crew' || i,
             CASE WHEN i % 10 <> 1 THEN id{{2,(i - 1) / 10 * 10 + 1}} END, {START}, no{{}} FROM n"
    )
}

fn membership_rows(group: &str) -> String {
    format!(
        "memberships (group_id, user_id)
         | id{{2,{group}}}, id{{1,i}} FROM n WHERE 1 = 1 ON CONFLICT DO NOTHING"
    )
}

fn words(word: &str) -> String {
    let word = word.replace("username_folded", "'crowd' || i");
    format!("user_words (word, user_id) | {word}, id{{1,i}} FROM n")
}

fn session_rows(person: &str, number: &str) -> String {
    format!(
        "sessions (id, digest, user_id, authenticated_at, created_at, last_seen_at, device, methods,
             address)
         | id{{3,{number}}}, digest{{}}, id{{1,{person}}}, {START}, {START}, {START},
             'Mozilla/5.0', 'password', '192.0.2.1' FROM n"
    )
}

fn token_rows(people: u64) -> String {
    format!(
        "access_tokens (id, digest, client_id, user_id, session_id, scopes, correlation, expires_at,
             methods)
         | id{{4,i}}, digest{{}}, id{{9,1}}, id{{1,1 + i % {people}}}, id{{3,i}},
             'email openid profile', i, {END}, 'password' FROM n"
    )
}

fn trail_rows() -> String {
    format!(
        "audit (id, at, event, reason, correlation, user_id, detail)
         | id{{5,i}}, {START}, CASE i % 3 WHEN 0 THEN 'sign_in' WHEN 1 THEN 'token' ELSE 'code' END,
             CASE WHEN i % 50 = 0 THEN 'wrong_password' END, i, id{{1,1 + i % {WATCHED}}},
             'from 192.0.2.1' FROM n"
    )
}

/// Replaces `id{kind,number}`, `digest{}`, `yes{}` and `no{}`.
fn in_words_of(dialect: Dialect, sql: &str) -> String {
    let (yes, no, digest) = match dialect {
        Dialect::Sqlite => ("1", "0", "zeroblob(32)"),
        Dialect::Postgres => ("TRUE", "FALSE", "decode(repeat('00', 32), 'hex')"),
    };
    let plain = sql
        .replace("yes{}", yes)
        .replace("no{}", no)
        .replace("digest{}", digest);
    let mut parts = plain.split("id{");
    let mut all = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (inside, rest) = part.split_once('}').unwrap_or((part, ""));
        let (kind, number) = inside.split_once(',').unwrap_or((inside, "0"));
        all.push_str(&id(dialect, kind, number));
        all.push_str(rest);
    }
    all
}

/// A UUID of version 7 whose time is the first seconds of 2026 plus the number in milliseconds.
fn id(dialect: Dialect, kind: &str, number: &str) -> String {
    let millis = START * 1000;
    match dialect {
        Dialect::Sqlite => {
            format!("unhex(printf('%012x7000800{kind}%012x', {millis} + ({number}), ({number})))")
        }
        Dialect::Postgres => format!(
            "(lpad(to_hex(({millis} + ({number}))::BIGINT), 12, '0') || '7000800{kind}' \
             || lpad(to_hex(({number})::BIGINT), 12, '0'))::UUID"
        ),
    }
}
