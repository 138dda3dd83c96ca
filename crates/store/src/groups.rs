//! Groups.

use gantry_core::Timestamp;
use gantry_core::group::{Group, GroupId};
use gantry_core::group_name::GroupName;
use uuid::Uuid;

use crate::backend::{Conn, Tx, execute, fetch_all, fetch_optional, row};
use crate::error::StoreError;

row!(GroupRow {
    id: Uuid,
    name: String,
    parent_id: Option<Uuid>,
    factor_demanded: bool,
    created_at: i64,
});

impl TryFrom<GroupRow> for Group {
    type Error = StoreError;

    fn try_from(row: GroupRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: GroupId::from_uuid(row.id),
            name: row.name.parse()?,
            parent_id: row.parent_id.map(GroupId::from_uuid),
            factor_demanded: row.factor_demanded,
            created_at: Timestamp::from_i64(row.created_at),
        })
    }
}

/// Adds a group; `false` if the name is taken.
///
/// # Errors
/// A breakdown of the database.
pub async fn insert(tx: &mut Tx, group: &Group) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO groups (id, name, name_folded, parent_id, factor_demanded, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING";
    let name = group.name.as_str().to_owned();
    let created_at = group.created_at.as_i64();
    Ok(execute!(
        tx,
        SQL,
        group.id.as_uuid(),
        name,
        group.name.folded(),
        group.parent_id.map(GroupId::as_uuid),
        group.factor_demanded,
        created_at
    )? == 1)
}

/// Renames a group; `false` if it is gone or the name is taken.
///
/// # Errors
/// A breakdown of the database.
pub async fn rename(tx: &mut Tx, id: GroupId, name: &GroupName) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE groups SET name = $2, name_folded = $3
        WHERE id = $1
          AND NOT EXISTS (SELECT 1 FROM groups WHERE name_folded = $3 AND id <> $1)";
    Ok(execute!(
        tx,
        SQL,
        id.as_uuid(),
        name.as_str().to_owned(),
        name.folded()
    )? == 1)
}

/// Removes a group and its memberships.
///
/// # Errors
/// A breakdown of the database.
pub async fn delete(tx: &mut Tx, id: GroupId) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM groups WHERE id = $1";
    Ok(execute!(tx, SQL, id.as_uuid())? == 1)
}

/// One group.
///
/// # Errors
/// A breakdown of the database.
pub async fn by_id(conn: &mut Conn, id: GroupId) -> Result<Option<Group>, StoreError> {
    const SQL: &str =
        "SELECT id, name, parent_id, factor_demanded, created_at FROM groups WHERE id = $1";
    fetch_optional!(conn, GroupRow, SQL, id.as_uuid())?
        .map(Group::try_from)
        .transpose()
}

/// A group by name, ignoring case.
///
/// # Errors
/// A breakdown of the database.
pub async fn by_name(conn: &mut Conn, name: &GroupName) -> Result<Option<Group>, StoreError> {
    const SQL: &str = "SELECT id, name, parent_id, factor_demanded, created_at FROM groups WHERE name_folded = $1";
    fetch_optional!(conn, GroupRow, SQL, name.folded())?
        .map(Group::try_from)
        .transpose()
}

/// Groups in the order of their names, after the given one.
///
/// # Errors
/// A breakdown of the database.
pub async fn list(
    conn: &mut Conn,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Group>, StoreError> {
    const SQL: &str = "
        SELECT id, name, parent_id, factor_demanded, created_at FROM groups
        WHERE name_folded > $1
        ORDER BY name_folded
        LIMIT $2";
    let after = after.unwrap_or("").to_owned();
    fetch_all!(conn, GroupRow, SQL, after, limit)?
        .into_iter()
        .map(Group::try_from)
        .collect()
}

/// Groups whose names begin with a text that arrives folded, in the order of their names, after the
/// given one.
///
/// # Errors
/// A breakdown of the database.
pub async fn beginning_with(
    conn: &mut Conn,
    beginning: &str,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Group>, StoreError> {
    const SQL: &str = "
        SELECT id, name, parent_id, factor_demanded, created_at FROM groups
        WHERE name_folded >= $1 AND name_folded < $2 AND name_folded > $3
        ORDER BY name_folded
        LIMIT $4";
    let end = format!("{beginning}{}", char::MAX);
    let (beginning, after) = (beginning.to_owned(), after.unwrap_or("").to_owned());
    fetch_all!(conn, GroupRow, SQL, beginning, end, after, limit)?
        .into_iter()
        .map(Group::try_from)
        .collect()
}
