//! Groups within groups: members of a group are members of those above it.
//!
//! How deep a statement has gone is asked for from both sides: PostgreSQL then expects few rows of
//! each step and looks each up, where it would otherwise read all groups at every step.

use gantry_core::group::{Group, GroupId};
use gantry_core::user::{User, UserId};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::error::StoreError;
use crate::groups::GroupRow;
use crate::users::{UserRow, user_columns};

row!(DepthRow { depth: i64 });
row!(MemberRow { direct: i64 } + user: UserRow);

/// Puts a group into another, or beside those that are in none; `false` if it is gone.
///
/// Whoever calls this has made sure that no group gets above itself.
///
/// # Errors
/// A breakdown of the database.
pub async fn set_parent(
    tx: &mut Tx,
    id: GroupId,
    parent: Option<GroupId>,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE groups SET parent_id = $2 WHERE id = $1";
    let parent = parent.map(GroupId::as_uuid);
    Ok(execute!(tx, SQL, id.as_uuid(), parent)? == 1)
}

/// Puts what is in a group where the group itself is.
///
/// # Errors
/// A breakdown of the database.
pub async fn lift_children(tx: &mut Tx, id: GroupId) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE groups SET parent_id = (SELECT p.parent_id FROM groups p WHERE p.id = $1)
        WHERE parent_id = $1";
    execute!(tx, SQL, id.as_uuid())
}

/// Asks members of a group for a second factor, or no longer; `false` if the group is gone.
///
/// # Errors
/// A breakdown of the database.
pub async fn set_factor_demanded(
    tx: &mut Tx,
    id: GroupId,
    demanded: bool,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE groups SET factor_demanded = $2 WHERE id = $1";
    Ok(execute!(tx, SQL, id.as_uuid(), demanded)? == 1)
}

/// The groups above one, the uppermost first.
///
/// # Errors
/// A breakdown of the database.
pub async fn above(conn: &mut Conn, id: GroupId) -> Result<Vec<Group>, StoreError> {
    const SQL: &str = "
        WITH RECURSIVE above (id, name, parent_id, factor_demanded, created_at, height) AS (
            SELECT p.id, p.name, p.parent_id, p.factor_demanded, p.created_at, CAST(1 AS BIGINT)
            FROM groups g CROSS JOIN groups p
            WHERE g.id = $1 AND p.id = g.parent_id
            UNION ALL
            SELECT p.id, p.name, p.parent_id, p.factor_demanded, p.created_at, a.height + 1
            FROM above a CROSS JOIN groups p
            WHERE p.id = a.parent_id AND a.height > 0 AND a.height < 32)
        SELECT id, name, parent_id, factor_demanded, created_at FROM above
        ORDER BY height DESC";
    groups(fetch_all!(conn, GroupRow, SQL, id.as_uuid())?)
}

/// The groups right within one, in the order of their names.
///
/// What they are ordered by is no column, so that no database goes through all groups in the order
/// of the index instead of looking up these.
///
/// # Errors
/// A breakdown of the database.
pub async fn children(conn: &mut Conn, id: GroupId, limit: i64) -> Result<Vec<Group>, StoreError> {
    const SQL: &str = "
        SELECT id, name, parent_id, factor_demanded, created_at FROM groups
        WHERE parent_id = $1
        ORDER BY name_folded || ''
        LIMIT $2";
    groups(fetch_all!(conn, GroupRow, SQL, id.as_uuid(), limit)?)
}

/// How many levels a group and what is within it have.
///
/// # Errors
/// A breakdown of the database.
pub async fn levels(conn: &mut Conn, id: GroupId) -> Result<i64, StoreError> {
    const SQL: &str = "
        WITH RECURSIVE below (id, depth) AS (
            SELECT g.id, CAST(1 AS BIGINT) FROM groups g WHERE g.id = $1
            UNION ALL
            SELECT g.id, b.depth + 1 FROM groups g JOIN below b ON g.parent_id = b.id
            WHERE b.depth > 0 AND b.depth < 32)
        SELECT coalesce(max(depth), 0) AS depth FROM below";
    let row = fetch_optional!(conn, DepthRow, SQL, id.as_uuid())?;
    Ok(row.map_or(0, |row| row.depth))
}

/// Members of a group and of all within it, in the order of their ids, after the given one; and
/// whether each was put into the group itself.
///
/// Each group is asked by its index for as many as fit, however many there are in all; only who is
/// on the page is looked up.
///
/// # Errors
/// A breakdown of the database.
pub async fn members(
    conn: &mut Conn,
    group: GroupId,
    after: Option<UserId>,
    limit: i64,
) -> Result<Vec<(User, bool)>, StoreError> {
    const SQL: &str = concat!(
        "WITH RECURSIVE below (id, depth) AS (
            SELECT g.id, CAST(1 AS BIGINT) FROM groups g WHERE g.id = $1
            UNION ALL
            SELECT g.id, b.depth + 1 FROM groups g JOIN below b ON g.parent_id = b.id
            WHERE b.depth > 0 AND b.depth < 32),
        ends (id, last) AS MATERIALIZED (
            SELECT b.id, (
                SELECT f.user_id FROM (
                    SELECT m.user_id FROM memberships m
                    WHERE m.group_id = b.id AND m.user_id > $2
                    ORDER BY m.user_id
                    LIMIT $3) f
                ORDER BY f.user_id DESC
                LIMIT 1)
            FROM below b
            WHERE b.depth > 0 AND b.depth < 33),
        page (id, direct) AS MATERIALIZED (
            SELECT m.user_id, CAST(max(CASE WHEN m.group_id = $1 THEN 1 ELSE 0 END) AS BIGINT)
            FROM ends e CROSS JOIN memberships m
            WHERE m.group_id = e.id AND m.user_id > $2 AND m.user_id <= e.last
            GROUP BY m.user_id
            ORDER BY m.user_id
            LIMIT $3)
        SELECT ",
        user_columns!(),
        ", p.direct
        FROM page p CROSS JOIN users u
        WHERE u.id = p.id
        ORDER BY u.id"
    );
    let after = after.map_or(Uuid::nil(), UserId::as_uuid);
    fetch_all!(conn, MemberRow, SQL, group.as_uuid(), after, limit)?
        .into_iter()
        .map(|row| Ok((row.user.try_into()?, row.direct == 1)))
        .collect()
}

fn groups(rows: Vec<GroupRow>) -> Result<Vec<Group>, StoreError> {
    rows.into_iter().map(Group::try_from).collect()
}
