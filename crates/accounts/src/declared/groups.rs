//! Groups of a document.

use std::collections::BTreeMap;

use gantry_core::group::Group;
use gantry_core::group_name::GroupName;
use serde_json::json;

use crate::accounts::Accounts;
use crate::declared::change::{Change, Kind};
use crate::declared::document::{DeclaredGroup, Document};
use crate::declared::{Plan, Step};
use crate::error::{Error, Refusal};
use crate::permissions::Administrator;
use crate::users::act::unknown;

/// More than any tree of groups is deep.
const DEEPEST: usize = 32;

/// So many groups may be within each other.
const DEEPEST_TREE: usize = 8;

/// The groups as they are, and which would be above which.
struct Groups<'a> {
    there: &'a [Group],
    /// By folded name: the folded name of the one above.
    parents: BTreeMap<String, Option<String>>,
}

impl<'a> Groups<'a> {
    fn of(there: &'a [Group], listed: &[DeclaredGroup]) -> Self {
        let mut groups = Self {
            there,
            parents: BTreeMap::new(),
        };
        for group in there {
            let parent = groups.parent_of(group).map(GroupName::folded);
            groups.parents.insert(group.name.folded(), parent);
        }
        for wanted in listed {
            let parent = wanted.parent.as_ref().map(GroupName::folded);
            groups.parents.insert(wanted.name.folded(), parent);
        }
        groups
    }

    fn named(&self, name: &GroupName) -> Option<&'a Group> {
        let folded = name.folded();
        self.there.iter().find(|it| it.name.folded() == folded)
    }

    fn parent_of(&self, group: &Group) -> Option<&'a GroupName> {
        let parent = group.parent_id?;
        let found = self.there.iter().find(|it| it.id == parent);
        found.map(|it| &it.name)
    }

    /// The difference between a group as it is, or as a new one would be, and as it should be.
    fn change(&self, wanted: &DeclaredGroup) -> Option<Change> {
        let old = match self.named(&wanted.name) {
            Some(group) => json!({
                "name": group.name,
                "parent": self.parent_of(group),
                "factor_demanded": group.factor_demanded,
            }),
            None => json!({ "name": wanted.name, "parent": null, "factor_demanded": false }),
        };
        let parent = wanted.parent.as_ref();
        let parent = parent.map(|name| self.named(name).map_or(name, |group| &group.name));
        let new = json!({
            "name": wanted.name,
            "parent": parent,
            "factor_demanded": wanted.factor_demanded,
        });
        let what = format!("group {}", wanted.name);
        (old != new).then(|| Change::of(Kind::Changed, what, &old, &new))
    }
}

impl Accounts {
    pub(crate) async fn plan_groups(
        &self,
        document: &Document,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        let Some(listed) = &document.groups else {
            return Ok(());
        };
        let there = self.all_groups().await?;
        let groups = Groups::of(&there, listed);
        let mut changed = Vec::new();
        for wanted in listed {
            if let Some(parent) = &wanted.parent
                && !groups.parents.contains_key(&parent.folded())
            {
                let text = format!("groups: {}: there is no group {parent}", wanted.name);
                plan.problem(text);
            }
            let Some(depth) = depth(&groups.parents, &wanted.name.folded()) else {
                plan.problem(format!("groups: {} is below itself", wanted.name));
                continue;
            };
            if groups.named(&wanted.name).is_none() {
                let change = Change {
                    kind: Kind::Added,
                    what: format!("group {}", wanted.name),
                    details: Vec::new(),
                };
                plan.step(Step::AddGroup(wanted.clone()), change);
            }
            if let Some(change) = groups.change(wanted) {
                changed.push((depth, wanted, change));
            }
        }
        let too_deep = |name: &&String| depth(&groups.parents, name) >= Some(DEEPEST_TREE);
        for name in groups.parents.keys().filter(too_deep) {
            plan.problem(format!("groups: {name}: {}", Refusal::GroupTooDeep));
        }
        // What is above comes first: then no group is below itself on the way.
        changed.sort_by_key(|(depth, _, _)| *depth);
        for (_, wanted, change) in changed {
            plan.step(Step::ChangeGroup(wanted.clone()), change);
        }
        Ok(())
    }

    pub(crate) async fn change_declared_group(
        &self,
        by: &Administrator,
        wanted: &DeclaredGroup,
    ) -> Result<(), Error> {
        let found = self.group_by_name(&wanted.name).await?;
        let group = found.ok_or_else(|| unknown("group", &wanted.name))?;
        if group.name != wanted.name {
            self.rename_group(by, group.id, wanted.name.clone()).await?;
        }
        let parent = match &wanted.parent {
            Some(name) => {
                let found = self.group_by_name(name).await?;
                Some(found.ok_or_else(|| unknown("group", name))?.id)
            }
            None => None,
        };
        if group.parent_id != parent {
            self.move_group(by, group.id, parent).await?;
        }
        if group.factor_demanded != wanted.factor_demanded {
            self.demand_factor_of_group(by, group.id, wanted.factor_demanded)
                .await?;
        }
        Ok(())
    }

    /// Every group, in the order of their names.
    pub(crate) async fn all_groups(&self) -> Result<Vec<Group>, Error> {
        let mut all: Vec<Group> = Vec::new();
        loop {
            let last = all.last().map(|group| group.name.clone());
            let page = self.list_groups(last.as_ref(), i64::MAX).await?;
            if page.is_empty() {
                return Ok(all);
            }
            all.extend(page);
        }
    }
}

/// How many groups are above; `None` if the way up never ends.
fn depth(parents: &BTreeMap<String, Option<String>>, name: &str) -> Option<usize> {
    let mut at = name;
    for depth in 0..DEEPEST {
        match parents.get(at) {
            Some(Some(parent)) => at = parent,
            _ => return Some(depth),
        }
    }
    None
}
