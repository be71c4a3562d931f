//! The files of buf as far as a schema depends on them: `buf.yaml` v1beta1, v1 and v2, `buf.work.yaml`, `buf.lock`.
//! It knows their keys and no folder; what else they hold is passed over.

use serde::Deserialize;

/// `buf.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct BufYaml {
    version: Option<String>,
    /// v1beta1 and v1.
    build: Option<Build>,
    /// v2.
    modules: Option<Vec<ListedModule>>,
    deps: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Build {
    /// v1beta1.
    roots: Option<Vec<String>>,
    excludes: Option<Vec<String>>,
}

/// A module as a `buf.yaml` lists it; paths are relative to that file's folder.
#[derive(Debug, Clone, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub(super) struct ListedModule {
    pub path: String,
    pub includes: Vec<String>,
    pub excludes: Vec<String>,
}

impl BufYaml {
    /// The modules of the file: of v1 its own folder, of v1beta1 its roots.
    pub fn modules(&self) -> Vec<ListedModule> {
        let excludes = || self.build.as_ref().and_then(|build| build.excludes.clone()).unwrap_or_default();
        let at = |path: &str| ListedModule { path: path.to_owned(), excludes: excludes(), ..ListedModule::default() };
        let is_first = self.version.as_deref().is_none_or(|version| version == "v1beta1");
        let roots = self.build.as_ref().and_then(|build| build.roots.as_ref()).filter(|_| is_first);
        match (&self.modules, roots) {
            (Some(modules), _) if !modules.is_empty() => modules.iter().map(ListedModule::settled).collect(),
            (_, Some(roots)) if !roots.is_empty() => roots.iter().map(|root| at(root)).collect(),
            _ => vec![at(".")],
        }
    }

    /// Whether it is of version 2, which no buf before `buf dep update` reads.
    pub fn is_v2(&self) -> bool {
        self.version.as_deref() == Some("v2")
    }

    /// `buf.build/googleapis/googleapis`, without a label or commit behind a colon.
    pub fn dependencies(&self) -> impl Iterator<Item = String> {
        self.deps.iter().flatten().map(|name| name.split(':').next().unwrap_or_default().to_owned())
    }
}

impl ListedModule {
    fn settled(&self) -> Self {
        let path = if self.path.is_empty() { ".".to_owned() } else { self.path.clone() };
        Self { path, ..self.clone() }
    }
}

/// `buf.work.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct BufWorkYaml {
    pub directories: Vec<String>,
}

/// `buf.lock` of any version.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct BufLock {
    deps: Option<Vec<LockedDep>>,
}

/// A module that is depended on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Locked {
    /// `buf.build/googleapis/googleapis`.
    pub name: String,
    /// `None`: `buf.lock` does not have it.
    pub commit: Option<String>,
    /// With its kind: `b5:…`.
    pub digest: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LockedDep {
    /// v2.
    name: Option<String>,
    /// v1beta1 and v1.
    remote: String,
    owner: String,
    repository: String,
    commit: String,
    digest: Option<String>,
}

impl BufLock {
    /// What is locked, and to which commit.
    pub fn dependencies(&self) -> Vec<Locked> {
        let name = |dep: &LockedDep| match &dep.name {
            Some(name) => name.clone(),
            None => format!("{}/{}/{}", dep.remote, dep.owner, dep.repository),
        };
        let locked = |dep: &LockedDep| Locked {
            name: name(dep),
            commit: Some(dep.commit.replace('-', "")),
            digest: dep.digest.clone(),
        };
        self.deps.iter().flatten().map(locked).collect()
    }
}
