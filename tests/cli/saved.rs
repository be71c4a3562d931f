//! `farcall run`: saved requests as a check for CI.

use std::{fs, path::Path};

use farcall_tests::{Farcall, sample};
use serde_json::{Value, json};

use crate::golden::{Transcript, without_times};

fn save(folder: &Path, name: &str, request: &Value) {
    let path = folder.join("requests").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, request.to_string()).unwrap();
}

fn request(target: &str, name: &str, order: &str) -> Value {
    json!({
        "format": 1,
        "name": name,
        "method": "shop.v1.Orders/GetOrder",
        "target": { "address": target },
        "messages": [{ "json": { "id": order } }],
    })
}

#[test]
fn each_request_is_one_line_and_an_unexpected_status_fails_the_run() {
    let server = sample();
    let target = server.addr().to_string();
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    save(at, "1-good.json", &request(&target, "Get an order", "ord-1001"));
    let mut gone = request(&target, "An order that is gone", "none");
    gone["expected_status"] = json!("NOT_FOUND");
    save(at, "folder/2-expected.json", &gone);
    Farcall::new(["run"]).arg(at).run().expect_exit(0);

    save(at, "3-unexpected.json", &request(&target, "An order that should be there", "none"));
    let mut unfit = request(&target, "A misspelt method", "x");
    unfit["method"] = json!("shop.v1.Orders/GetOrdr");
    save(at, "4-misspelt.json", &unfit);
    fs::write(at.join("requests/5-damaged.json"), "{\"format\": 1,\n").unwrap();
    let mut nobody = request("127.0.0.1:1", "Nobody there", "x");
    nobody["expected_status"] = json!("UNAVAILABLE");
    save(at, "6-nobody.json", &nobody);
    let arguments = ["run", at.to_str().unwrap()];
    let mut ended = Farcall::new(arguments).run().expect_exit(1);
    ended.stdout = without_times(&ended.stdout);
    let mut session = Transcript::new("run").hide(at.display(), "FOLDER").hide(&target, "TARGET");
    session.note(&arguments, ended);
    session.run(&["run", "no-such-file.json"]).expect_exit(1);
    session.check();

    let one = Farcall::new(["run", "-v"]).arg(at.join("requests/1-good.json")).run().expect_exit(0);
    assert_eq!(one.lines().len(), 1);
    assert!(one.stderr.contains("\"ord-1001\""), "{one:?}");
}

#[test]
fn secrets_come_from_the_environment() {
    let server = farcall_tests::sample_with(farcall_proto_samples::SampleOptions {
        required_metadata: Some(("authorization".to_owned(), "Bearer hush".to_owned())),
        ..Default::default()
    });
    let folder = tempfile::tempdir().unwrap();
    let mut guarded = request(&server.addr().to_string(), "Guarded", "ord-1001");
    guarded["metadata"] = json!([{ "enabled": true, "key": "authorization", "value": "Bearer {{secret:api-key}}" }]);
    save(folder.path(), "guarded.json", &guarded);
    let run = || Farcall::new(["run"]).arg(folder.path());
    let missing = run().run().expect_exit(1);
    assert!(
        missing.stdout.contains("{{secret:api-key}}") && missing.stdout.contains("FARCALL_SECRET_API_KEY"),
        "{missing:?}"
    );
    let given = run().env("FARCALL_SECRET_API_KEY", "hush").run().expect_exit(0);
    assert!(!format!("{given:?}").contains("hush"));
    let wrong = run().env("FARCALL_SECRET_API_KEY", "wrong").run().expect_exit(1);
    assert!(!format!("{wrong:?}").contains("wrong"));
}
