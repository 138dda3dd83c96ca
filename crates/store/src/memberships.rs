//! Who is in which group.

use gantry_core::group::{Group, GroupId};
use gantry_core::user::{User, UserId};
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all};
use crate::error::StoreError;
use crate::groups::GroupRow;
use crate::users::{UserRow, user_columns};

/// Adds a person to a group; `false` if already there.
///
/// # Errors
/// A breakdown of the database.
pub async fn add(tx: &mut Tx, group: GroupId, user: UserId) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO memberships (group_id, user_id)
        SELECT g.id, u.id FROM groups g, users u WHERE g.id = $1 AND u.id = $2
        ON CONFLICT DO NOTHING";
    Ok(execute!(tx, SQL, group.as_uuid(), user.as_uuid())? == 1)
}

/// Takes a person out of a group; `false` if not in it.
///
/// # Errors
/// A breakdown of the database.
pub async fn remove(tx: &mut Tx, group: GroupId, user: UserId) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM memberships WHERE group_id = $1 AND user_id = $2";
    Ok(execute!(tx, SQL, group.as_uuid(), user.as_uuid())? == 1)
}

/// A person's groups, in the order of their names: those that the person is in, and those above
/// them.
///
/// `CROSS JOIN` has SQLite begin with the person's groups: by its statistics it would rather go
/// through all groups, in the order asked for or for a Bloom filter. Parents between the least and
/// the greatest id are all parents, but PostgreSQL expects few of them and looks each up.
/// <https://www.sqlite.org/optoverview.html#manual_control_of_query_plans_using_cross_join>
///
/// # Errors
/// A breakdown of the database.
pub async fn groups_of(conn: &mut Conn, user: UserId) -> Result<Vec<Group>, StoreError> {
    const SQL: &str = "
        WITH RECURSIVE own (id, name, name_folded, parent_id, factor_demanded, created_at) AS (
            SELECT g.id, g.name, g.name_folded, g.parent_id, g.factor_demanded, g.created_at
            FROM memberships m CROSS JOIN groups g
            WHERE m.user_id = $1 AND g.id = m.group_id
            UNION
            SELECT g.id, g.name, g.name_folded, g.parent_id, g.factor_demanded, g.created_at
            FROM own o CROSS JOIN groups g
            WHERE g.id = o.parent_id AND o.parent_id > $2 AND o.parent_id < $3)
        SELECT id, name, parent_id, factor_demanded, created_at FROM own
        ORDER BY name_folded";
    let (least, most) = (Uuid::nil(), Uuid::max());
    fetch_all!(conn, GroupRow, SQL, user.as_uuid(), least, most)?
        .into_iter()
        .map(Group::try_from)
        .collect()
}

/// The groups that a person was put into, in the order of their names.
///
/// # Errors
/// A breakdown of the database.
pub async fn direct_groups_of(conn: &mut Conn, user: UserId) -> Result<Vec<Group>, StoreError> {
    const SQL: &str = "
        SELECT g.id, g.name, g.parent_id, g.factor_demanded, g.created_at
        FROM memberships m CROSS JOIN groups g
        WHERE m.user_id = $1 AND g.id = m.group_id
        ORDER BY g.name_folded";
    fetch_all!(conn, GroupRow, SQL, user.as_uuid())?
        .into_iter()
        .map(Group::try_from)
        .collect()
}

/// Those who were put into a group, in the order of their ids, after the given one.
///
/// # Errors
/// A breakdown of the database.
pub async fn members(
    conn: &mut Conn,
    group: GroupId,
    after: Option<UserId>,
    limit: i64,
) -> Result<Vec<User>, StoreError> {
    const SQL: &str = concat!(
        "SELECT ",
        user_columns!(),
        " FROM memberships m JOIN users u ON u.id = m.user_id
          WHERE m.group_id = $1 AND m.user_id > $2
          ORDER BY m.user_id
          LIMIT $3"
    );
    let after = after.map_or(Uuid::nil(), UserId::as_uuid);
    fetch_all!(conn, UserRow, SQL, group.as_uuid(), after, limit)?
        .into_iter()
        .map(User::try_from)
        .collect()
}
