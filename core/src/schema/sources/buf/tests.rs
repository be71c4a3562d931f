//! Workspaces of buf, in each version of its files, and a cache as buf fills it.
//! Each lies in a temporary folder.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{ffi::OsString, fs, path::Path};

use tempfile::TempDir;

use super::{super::footprint::Footprint, *};

/// What buf writes beside the files of a module.
const MODULE: &str = "version: v1\nfiles_dir: files\n";

fn tree(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn read(folder: &TempDir) -> Option<BufWorkspace> {
    let cache = folder.path().join("cache");
    BufWorkspace::at(folder.path(), Some(&cache), &mut Footprint::default())
}

/// Paths below the folder, as `/`-separated text.
fn below(folder: &TempDir, paths: &[PathBuf]) -> Vec<String> {
    let root = folder.path().canonicalize().unwrap();
    paths.iter().map(|path| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned()).collect()
}

fn roots(folder: &TempDir, workspace: &BufWorkspace) -> Vec<String> {
    below(folder, &workspace.modules.iter().map(|module| module.folder.clone()).collect::<Vec<_>>())
}

#[test]
fn every_version_says_its_roots() {
    let tree = |name: &str, text: &str| {
        tree(&[(name, text), ("a/x.proto", ""), ("b/skip/y.proto", ""), ("b/z.proto", ""), ("c.proto", "")])
    };
    for (file, text, wanted) in [
        ("buf.yaml", "version: v1\n", vec![""]),
        ("buf.yaml", "", vec![""]),
        ("buf.yaml", "version: v1beta1\nbuild:\n  roots: [a, b]\n", vec!["a", "b"]),
        ("buf.yaml", "version: v2\n", vec![""]),
        (
            "buf.yaml",
            "version: v2\nmodules:\n  - path: a\n    name: buf.build/x/a\n  - path: ./b\nlint: {use: [X]}\n",
            vec!["a", "b"],
        ),
        ("buf.work.yaml", "version: v1\ndirectories:\n  - b\n  - a\n", vec!["b", "a"]),
    ] {
        let folder = tree(file, text);
        let workspace = read(&folder).unwrap();
        assert_eq!(roots(&folder, &workspace), wanted, "{text}");
        assert_eq!(workspace.problems, [], "{text}");
    }
    assert!(read(&tree("other.yaml", "")).is_none());
}

#[test]
fn what_is_excluded_is_told_by_its_path() {
    let folder = tree(&[
        (
            "buf.yaml",
            "version: v2\nmodules:\n  - path: p\n    excludes: [p/skip]\n  - path: q\n    includes: [q/only]\n",
        ),
        ("p/skip/x.proto", ""),
        ("q/only/x.proto", ""),
    ]);
    let workspace = read(&folder).unwrap();
    let [p, q] = workspace.modules.as_slice() else { panic!("{workspace:?}") };
    assert_eq!((below(&folder, &p.includes), below(&folder, &p.excludes)), (vec!["p".into()], vec!["p/skip".into()]));
    assert_eq!((below(&folder, &q.includes), below(&folder, &q.excludes)), (vec!["q/only".into()], vec![]));

    let first = tree(&[("buf.yaml", "version: v1\nbuild: {excludes: [gen]}\n"), ("gen/x.proto", "")]);
    assert_eq!(below(&first, &read(&first).unwrap().modules[0].excludes), ["gen"]);
}

#[test]
fn dependencies_come_from_the_cache_and_a_missing_one_is_said() {
    let commit = "0123456789abcdef0123456789abcdef";
    let yaml = "version: v2\ndeps:\n  - buf.build/googleapis/googleapis\n  - buf.build/free/one:main\n  - buf.build/not/there\n";
    let lock = format!("version: v2\ndeps:\n  - name: buf.build/googleapis/googleapis\n    commit: {commit}\n");
    let folder = tree(&[
        ("buf.yaml", yaml),
        ("buf.lock", &lock),
        (&format!("cache/v3/modules/b5/buf.build/googleapis/googleapis/{commit}/files/google/api/http.proto"), ""),
        (&format!("cache/v3/modules/b5/buf.build/googleapis/googleapis/{commit}/module.yaml"), MODULE),
        ("cache/v3/modules/b5/buf.build/googleapis/googleapis/ffff/files/google/api/http.proto", ""),
        ("cache/v3/modules/b5/buf.build/googleapis/googleapis/ffff/module.yaml", MODULE),
        ("cache/v3/modules/b5/buf.build/free/one/aaaa/files/one.proto", ""),
        ("cache/v3/modules/b5/buf.build/free/one/aaaa/module.yaml", MODULE),
        ("cache/v3/modules/b5/buf.build/not/there/bbbb/files/half_fetched.proto", ""),
    ]);
    let workspace = read(&folder).unwrap();
    let files = format!("cache/v3/modules/b5/buf.build/googleapis/googleapis/{commit}/files");
    assert_eq!(
        below(&folder, &workspace.dependencies),
        [files, "cache/v3/modules/b5/buf.build/free/one/aaaa/files".to_owned()]
    );
    assert_eq!(workspace.problems.len(), 1);
    assert_eq!(workspace.problems[0].message, "depends on buf.build/not/there, which is not in buf's cache");
    assert!(!workspace.problems[0].is_error && workspace.problems[0].hint.is_some());

    let first = "version: v1\ndeps:\n  - remote: buf.build\n    owner: o\n    repository: r\n    commit: abcd\n";
    let older = tree(&[
        ("buf.yaml", "version: v1\ndeps: [buf.build/o/r]\n"),
        ("buf.lock", first),
        ("cache/v1/module/data/buf.build/o/r/abcd/r.proto", ""),
    ]);
    assert_eq!(below(&older, &read(&older).unwrap().dependencies), ["cache/v1/module/data/buf.build/o/r/abcd"]);
}

/// Names of files and what is in them.
type Beside = &'static [(&'static str, &'static str)];

/// `(digest in buf.lock, what the module has beside a file, its module.yaml)`: digests are those that buf 1.75 says it has.
const DIGESTS: [(&str, Beside, &str); 4] = [
    (
        "b5:ea19c30ed92ad86d45628399c15db493098b79d3be39f3f55a6f142a980f78c643f1ba21f6ccfaa0638f98d59047367ff7d9c826081c8d0e7d64e00948b4ad92",
        &[],
        MODULE,
    ),
    (
        "b5:f049d71ce3cf45667f2f71ebd7ff3e8d3d9075c7be73567b248d3a56ad0be7a4942041598a6736769751f4dbeaeaa0295dd1fa08ff40fcd8d1976f8ab5f59e97",
        &[("LICENSE", "MIT\n"), ("README.md", "readme\n"), ("notes.txt", "other\n"), ("z/README.md", "sub\n")],
        MODULE,
    ),
    (
        "b5:507f80c90594f15f43f9786a433a21456b63bfe3e90872c7c0a0ce62441deb4d1ddb7ff9c29e5c9b501c5add7654b17b7fde9a802ba2a349b565e15f701a6618",
        &[("LICENSE", "MIT\n"), ("README.md", "readme\n"), ("buf.md", "bufmd\n")],
        MODULE,
    ),
    (
        "b5:85f51c64f927a471b6e88f84210027a00d4ce72d8392f68b855a6821c7a7a40284858f4b536f8f9e40f0083b80e2e9b15371e11c3f43468a7a2de986bfccf2f3",
        &[("LICENSE", "MIT\n"), ("README.md", "readme\n"), ("buf.md", "bufmd\n")],
        "version: v1\nfiles_dir: files\ndeps:\n  - name: buf.build/acme/more\n    digest: b5:5a974843f6a1c3b9221bf7367c1a75feaa788817f80b636e48c31cfd993a19375e7e206cbe84013b0df8c88c66990e7d178534c606cfd2a6809e1c833db2249c\n",
    ),
];

#[test]
fn a_copy_in_the_cache_that_buf_lock_does_not_name_is_said() {
    let base = "syntax = \"proto3\";\npackage base;\nmessage B { string x = 1; }\n";
    let at = "cache/v3/modules/b5/buf.build/acme/base/7e6f";
    for (digest, beside, described) in DIGESTS {
        let lock =
            format!("version: v2\ndeps:\n  - name: buf.build/acme/base\n    commit: 7e6f\n    digest: {digest}\n");
        let told = |base: &str, lock: &str| {
            let (yaml, file) = (format!("{at}/module.yaml"), format!("{at}/files/base/b.proto"));
            let beside: Vec<(String, &str)> =
                beside.iter().map(|(name, text)| (format!("{at}/files/{name}"), *text)).collect();
            let own = [("buf.yaml", "version: v2\n"), ("buf.lock", lock), (yaml.as_str(), described), (&file, base)];
            let files: Vec<(&str, &str)> =
                own.into_iter().chain(beside.iter().map(|(name, text)| (name.as_str(), *text))).collect();
            let workspace = read(&tree(&files)).unwrap();
            assert_eq!(workspace.dependencies.len(), 1, "it is used all the same");
            workspace.problems
        };
        assert_eq!(told(base, &lock), [], "{digest}");
        let problems = told(&base.replace("string x", "string y"), &lock);
        let [problem] = problems.as_slice() else { panic!("{problems:?}") };
        assert_eq!(problem.message, "the copy of buf.build/acme/base in buf's cache is not the one that is named here");
        assert!(!problem.is_error && problem.file.ends_with("buf.lock") && problem.hint.is_some(), "{problem:?}");
        assert_eq!(told(base, &lock.replace("b5:", "b6:")), [], "of a kind that is not known nothing is said");
    }
}

#[test]
fn a_missing_dependency_says_what_would_fetch_it() {
    let lock = "version: v2\ndeps:\n  - name: buf.build/o/r\n    commit: ab\n";
    let first = "version: v1\ndeps:\n  - remote: buf.build\n    owner: o\n    repository: r\n    commit: ab\n";
    for (version, lock, command) in [
        ("v2", None, "run buf dep update in its folder"),
        ("v1", None, "buf mod update"),
        ("v1beta1", None, "buf mod update"),
        ("v2", Some(lock), "buf.lock has it: run buf build"),
        ("v1", Some(first), "buf.lock has it: run buf build"),
        ("v1beta1", Some(first), "buf.lock has it: run buf build"),
    ] {
        let yaml = format!("version: {version}\ndeps: [buf.build/o/r]\n");
        let lock = lock.map(|lock| ("buf.lock", lock));
        let files: Vec<(&str, &str)> = [("buf.yaml", yaml.as_str())].into_iter().chain(lock).collect();
        let folder = tree(&files);
        let problems = read(&folder).unwrap().problems;
        let [problem] = problems.as_slice() else { panic!("{version}: {problems:?}") };
        assert_eq!(problem.message, "depends on buf.build/o/r, which is not in buf's cache");
        let hint = problem.hint.as_deref().unwrap();
        assert!(hint.contains(command) && (version == "v2") != hint.contains("mod update") || lock.is_some(), "{hint}");
    }
}

#[test]
fn a_module_says_where_its_files_are_and_leads_nowhere_else() {
    for (described, found) in [
        ("files_dir: inner", Some("cache/v3/modules/b5/buf.build/o/r/1/inner")),
        ("files_dir: ../../../..", None),
        ("files_dir: /etc", None),
        ("version: v1", None),
        ("[", None),
    ] {
        let folder = tree(&[
            ("buf.yaml", "version: v2\ndeps: [buf.build/o/r]\n"),
            ("cache/v3/modules/b5/buf.build/o/r/1/inner/r.proto", ""),
            ("cache/v3/modules/b5/buf.build/o/r/1/module.yaml", described),
        ]);
        let found: Vec<String> = found.map(str::to_owned).into_iter().collect();
        assert_eq!(below(&folder, &read(&folder).unwrap().dependencies), found, "{described}");
    }
}

#[test]
fn modules_of_a_work_file_bring_their_own_settings() {
    let folder = tree(&[
        ("buf.work.yaml", "version: v1\ndirectories: [api, plain]\n"),
        ("api/buf.yaml", "version: v1\nbuild: {excludes: [old]}\ndeps: [buf.build/o/r]\n"),
        ("api/old/x.proto", ""),
        ("plain/y.proto", ""),
        ("cache/v3/modules/shake256/buf.build/o/r/1/files/r.proto", ""),
        ("cache/v3/modules/shake256/buf.build/o/r/1/module.yaml", MODULE),
    ]);
    let workspace = read(&folder).unwrap();
    assert_eq!(roots(&folder, &workspace), ["api", "plain"]);
    assert_eq!(below(&folder, &workspace.modules[0].excludes), ["api/old"]);
    assert_eq!(below(&folder, &workspace.dependencies), ["cache/v3/modules/shake256/buf.build/o/r/1/files"]);
}

#[test]
fn a_folder_within_a_module_belongs_to_its_workspace() {
    let folder =
        tree(&[("buf.yaml", "version: v2\nmodules: [{path: api}]\n"), ("api/shop/x.proto", ""), ("other/y.proto", "")]);
    let around = |path: &str| BufWorkspace::around(&folder.path().join(path), None, &mut Footprint::default());
    assert_eq!(roots(&folder, &around("api/shop").unwrap()), ["api"]);
    assert_eq!(roots(&folder, &around("api/shop/x.proto").unwrap()), ["api"]);
    assert!(around("other").is_none());
}

#[test]
fn settings_that_lead_elsewhere_or_are_none_are_said() {
    for (text, words) in [
        ("version: [", "cannot be understood: "),
        ("modules: 7", "cannot be understood: "),
        ("version: v2\nmodules: [{path: ../up}]", "names \"../up\", which is no folder below its own"),
        ("version: v2\nmodules: [{path: /etc}]", "names \"/etc\", which is no folder below its own"),
        ("version: v2\nmodules: [{path: gone}]", "names \"gone\", which is no folder below its own"),
    ] {
        let folder = tree(&[("buf.yaml", text)]);
        let workspace = read(&folder).unwrap();
        assert!(workspace.problems[0].message.starts_with(words), "{text}: {:?}", workspace.problems);
        assert!(workspace.modules.is_empty());
    }
    let hostile = tree(&[("buf.yaml", "version: v2\ndeps: [../../x, a/b/c/d, \"\", buf.build/../x]\n")]);
    assert!(read(&hostile).unwrap().dependencies.is_empty());
}

#[test]
fn the_cache_lies_where_buf_puts_it() {
    let with = |set: &'static [(&str, &str)]| {
        cache_folder(move |name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value)))
    };
    assert_eq!(with(&[("BUF_CACHE_DIR", "/b"), ("HOME", "/h")]).as_deref(), Some(Path::new("/b")));
    assert_eq!(with(&[("XDG_CACHE_HOME", "/x"), ("HOME", "/h")]).as_deref(), Some(Path::new("/x/buf")));
    assert_eq!(with(&[("HOME", "/h"), ("BUF_CACHE_DIR", "")]).as_deref(), Some(Path::new("/h/.cache/buf")));
    assert_eq!(with(&[]), None);
}
