//! Reflection as servers do it that are not like the sample: each by a script, asked without the engine.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use farcall_core::{
    engine::block_on,
    metadata::Metadata,
    reflection::{ReflectionError, ReflectionOptions, ReflectionReport, reflect},
    schema::Schema,
    status::Code,
    transport::{Channel, ConnectOptions, Target},
};
use prost::Message;
use prost_reflect::prost_types::{FileDescriptorProto, MethodDescriptorProto, ServiceDescriptorProto};
use tokio::{net::TcpListener, sync::mpsc};
use tokio_stream::wrappers::{ReceiverStream, TcpListenerStream};
use tonic::{Request, Response, Status, Streaming, transport::Server};
use tonic_reflection::pb::v1::{
    ErrorResponse, ExtensionNumberResponse, FileDescriptorResponse, ListServiceResponse, ServerReflectionRequest,
    ServerReflectionResponse, ServiceResponse,
    server_reflection_request::MessageRequest,
    server_reflection_response::MessageResponse,
    server_reflection_server::{ServerReflection, ServerReflectionServer},
};

/// What the scripted server does for one question.
enum Does {
    Services(&'static [&'static str]),
    Files(Vec<FileDescriptorProto>),
    Numbers(&'static [i32]),
    Refuses(i32, &'static str),
    EndsWith(Status),
    /// Gives the file and ends the stream well.
    Leaves(Box<FileDescriptorProto>),
    Nothing,
}

type Script = Arc<dyn Fn(&str) -> Does + Send + Sync>;

struct Scripted {
    script: Script,
    streams: Arc<AtomicUsize>,
}

#[tonic::async_trait]
impl ServerReflection for Scripted {
    type ServerReflectionInfoStream = ReceiverStream<Result<ServerReflectionResponse, Status>>;

    async fn server_reflection_info(
        &self,
        request: Request<Streaming<ServerReflectionRequest>>,
    ) -> Result<Response<Self::ServerReflectionInfoStream>, Status> {
        self.streams.fetch_add(1, Ordering::SeqCst);
        let (answers, stream) = mpsc::channel(1);
        let script = Arc::clone(&self.script);
        tokio::spawn(async move {
            let mut asked = request.into_inner();
            while let Ok(Some(ask)) = asked.message().await {
                let (answer, goes_on) = answer(script(&question(&ask)));
                if let Some(answer) = answer
                    && answers.send(answer).await.is_err()
                {
                    return;
                }
                if !goes_on {
                    return;
                }
            }
        });
        Ok(Response::new(ReceiverStream::new(stream)))
    }
}

fn question(ask: &ServerReflectionRequest) -> String {
    match &ask.message_request {
        Some(MessageRequest::ListServices(_)) => "list".into(),
        Some(MessageRequest::FileContainingSymbol(name)) => format!("symbol {name}"),
        Some(MessageRequest::FileByFilename(name)) => format!("file {name}"),
        Some(MessageRequest::AllExtensionNumbersOfType(name)) => format!("numbers {name}"),
        Some(MessageRequest::FileContainingExtension(of)) => {
            format!("extension {} {}", of.containing_type, of.extension_number)
        }
        None => panic!("nothing is asked"),
    }
}

fn answer(does: Does) -> (Option<Result<ServerReflectionResponse, Status>>, bool) {
    let respond = |message| {
        Some(Ok(ServerReflectionResponse { message_response: Some(message), ..ServerReflectionResponse::default() }))
    };
    let files = |files: Vec<FileDescriptorProto>| {
        let file_descriptor_proto = files.iter().map(Message::encode_to_vec).collect();
        MessageResponse::FileDescriptorResponse(FileDescriptorResponse { file_descriptor_proto })
    };
    match does {
        Does::Services(names) => {
            let service = names.iter().map(|name| ServiceResponse { name: (*name).to_owned() }).collect();
            (respond(MessageResponse::ListServicesResponse(ListServiceResponse { service })), true)
        }
        Does::Files(given) => (respond(files(given)), true),
        Does::Numbers(numbers) => {
            let (base_type_name, extension_number) = (String::new(), numbers.to_vec());
            let numbers = ExtensionNumberResponse { base_type_name, extension_number };
            (respond(MessageResponse::AllExtensionNumbersResponse(numbers)), true)
        }
        Does::Leaves(file) => (respond(files(vec![*file])), false),
        Does::Refuses(error_code, words) => {
            let error_message = words.to_owned();
            (respond(MessageResponse::ErrorResponse(ErrorResponse { error_code, error_message })), true)
        }
        Does::EndsWith(status) => (Some(Err(status)), false),
        Does::Nothing => (None, true),
    }
}

/// `x.proto` with the service `t.X`, whose method takes and gives `t.M` of `messages.proto`, or of itself.
fn service_file(name: &str, imports: &[&str]) -> FileDescriptorProto {
    let method = MethodDescriptorProto {
        name: Some("Do".into()),
        input_type: Some(".t.M".into()),
        output_type: Some(".t.M".into()),
        ..MethodDescriptorProto::default()
    };
    let service =
        ServiceDescriptorProto { name: Some(name.into()), method: vec![method], ..ServiceDescriptorProto::default() };
    FileDescriptorProto {
        name: Some(format!("{}.proto", name.to_lowercase())),
        package: Some("t".into()),
        dependency: imports.iter().map(|import| (*import).to_owned()).collect(),
        service: vec![service],
        syntax: Some("proto3".into()),
        ..FileDescriptorProto::default()
    }
}

fn message_file(field_of: &str) -> FileDescriptorProto {
    use prost_reflect::prost_types::{DescriptorProto, FieldDescriptorProto, field_descriptor_proto::Type};
    let field = FieldDescriptorProto {
        name: Some(field_of.into()),
        number: Some(1),
        r#type: Some(Type::String.into()),
        label: Some(1),
        ..FieldDescriptorProto::default()
    };
    let message = DescriptorProto { name: Some("M".into()), field: vec![field], ..DescriptorProto::default() };
    FileDescriptorProto {
        name: Some("messages.proto".into()),
        package: Some("t".into()),
        message_type: vec![message],
        syntax: Some("proto3".into()),
        ..FileDescriptorProto::default()
    }
}

/// `messages.proto` whose message may be extended, and `extra.proto` that does so.
fn extended() -> (FileDescriptorProto, FileDescriptorProto) {
    use prost_reflect::prost_types::{
        FieldDescriptorProto, descriptor_proto::ExtensionRange, field_descriptor_proto::Type,
    };
    let mut messages = message_file("a");
    messages.syntax = None;
    let range = ExtensionRange { start: Some(100), end: Some(200), options: None };
    messages.message_type[0].extension_range.push(range);
    let extension = FieldDescriptorProto {
        name: Some("extra".into()),
        number: Some(100),
        r#type: Some(Type::String.into()),
        label: Some(1),
        extendee: Some(".t.M".into()),
        ..FieldDescriptorProto::default()
    };
    let extra = FileDescriptorProto {
        name: Some("extra.proto".into()),
        package: Some("t".into()),
        dependency: vec!["messages.proto".into()],
        extension: vec![extension],
        ..FileDescriptorProto::default()
    };
    (messages, extra)
}

struct Outcome {
    result: Result<(Schema, ReflectionReport), ReflectionError>,
    streams: usize,
}

fn ask(script: impl Fn(&str) -> Does + Send + Sync + 'static) -> Outcome {
    ask_within(Duration::from_secs(10), script)
}

fn ask_within(timeout: Duration, script: impl Fn(&str) -> Does + Send + Sync + 'static) -> Outcome {
    block_on(async move {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let target = Target::new(listener.local_addr().unwrap().to_string());
        let streams = Arc::new(AtomicUsize::new(0));
        let scripted = Scripted { script: Arc::new(script), streams: Arc::clone(&streams) };
        let server = Server::builder()
            .add_service(ServerReflectionServer::new(scripted))
            .serve_with_incoming(TcpListenerStream::new(listener));
        let server = tokio::spawn(server);
        let channel = Channel::new(target, ConnectOptions::default()).unwrap();
        let options = ReflectionOptions { timeout, ..ReflectionOptions::default() };
        let result = reflect(&channel, &Metadata::new(), &options, &mut |_| {}).await;
        server.abort();
        Outcome { result, streams: streams.load(Ordering::SeqCst) }
    })
    .unwrap()
}

fn services(schema: &Schema) -> Vec<&str> {
    schema.services().iter().map(|service| service.full_name.as_str()).collect()
}

#[test]
fn a_stream_that_ends_with_an_error_is_opened_again_for_the_rest() {
    let outcome = ask(|question| match question {
        "list" => Does::Services(&["t.A", "t.Gone", "t.B", "t.C"]),
        "symbol t.Gone" => Does::EndsWith(Status::not_found("no symbol t.Gone")),
        "symbol t.A" => Does::Files(vec![service_file("A", &["messages.proto"])]),
        "symbol t.B" => Does::Files(vec![service_file("B", &["messages.proto"])]),
        "symbol t.C" => Does::Files(vec![service_file("C", &["messages.proto"])]),
        "file messages.proto" => Does::Files(vec![message_file("a")]),
        other => panic!("asked {other}"),
    });
    let (schema, report) = outcome.result.unwrap();
    assert_eq!(services(&schema), ["t.A", "t.B", "t.C"]);
    let problems: Vec<_> = report.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(problems, ["The server lists t.Gone, but does not describe it: NOT_FOUND (5): no symbol t.Gone"]);
    assert_eq!(outcome.streams, 2);
}

#[test]
fn a_server_that_ends_each_stream_after_a_file_is_asked_again_for_each() {
    let outcome = ask(|question| match question {
        "list" => Does::Services(&["t.A", "t.B"]),
        "symbol t.A" => Does::Leaves(Box::new(service_file("A", &["messages.proto"]))),
        "symbol t.B" => Does::Leaves(Box::new(service_file("B", &["messages.proto"]))),
        "file messages.proto" => Does::Leaves(Box::new(message_file("a"))),
        other => panic!("asked {other}"),
    });
    let (schema, report) = outcome.result.unwrap();
    assert_eq!(services(&schema), ["t.A", "t.B"]);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
}

#[test]
fn all_files_in_one_answer_are_not_asked_for_again_and_a_difference_is_told() {
    let outcome = ask(|question| match question {
        "list" => Does::Services(&["t.A", "t.B"]),
        "symbol t.A" => Does::Files(vec![service_file("A", &["messages.proto"]), message_file("a")]),
        "symbol t.B" => Does::Files(vec![service_file("B", &["messages.proto"]), message_file("other")]),
        other => panic!("asked {other}"),
    });
    let (schema, report) = outcome.result.unwrap();
    assert_eq!(services(&schema), ["t.A", "t.B"]);
    let [problem] = &report.problems[..] else { panic!("{:?}", report.problems) };
    assert_eq!(problem.file, "messages.proto");
    assert!(problem.message.contains("twice, with different content"), "{}", problem.message);
}

#[test]
fn what_imports_a_missing_file_is_named_and_the_rest_loads() {
    let outcome = ask(|question| match question {
        "list" => Does::Services(&["t.A", "t.B"]),
        "symbol t.A" => Does::Files(vec![service_file("A", &["messages.proto", "gone.proto"])]),
        "symbol t.B" => Does::Files(vec![service_file("B", &["messages.proto"])]),
        "file messages.proto" => Does::Files(vec![message_file("a")]),
        "file gone.proto" => Does::Refuses(5, "not here"),
        other => panic!("asked {other}"),
    });
    let (schema, report) = outcome.result.unwrap();
    assert!(services(&schema).contains(&"t.B"));
    let told = report.problems.iter().chain(schema.problems()).map(|problem| problem.message.clone());
    let told: Vec<String> = told.filter(|message| message.contains("gone.proto")).collect();
    assert_eq!(told.len(), 1, "once: {told:?}");
    assert!(told[0].contains("which the server does not provide"), "{told:?}");
}

#[test]
fn a_server_that_falls_silent_gives_what_it_gave_or_a_verdict() {
    let outcome = ask_within(Duration::from_millis(400), |question| match question {
        "list" => Does::Services(&["t.A", "t.B"]),
        "symbol t.A" => Does::Files(vec![service_file("A", &[]), message_file("a")]),
        _ => Does::Nothing,
    });
    let (_, report) = outcome.result.unwrap();
    let broke_off = &report.problems.last().unwrap().message;
    assert!(broke_off.contains("broke off") && broke_off.contains("DEADLINE_EXCEEDED (4)"), "{broke_off}");

    let outcome = ask_within(Duration::from_millis(400), |_| Does::Nothing);
    let error = outcome.result.map(drop).unwrap_err();
    assert_eq!(error.status().unwrap().code, Code::DEADLINE_EXCEEDED);
}

#[test]
fn a_list_that_is_refused_is_an_error_with_its_status() {
    let outcome = ask(|_| Does::Refuses(7, "not for you"));
    let error = outcome.result.map(drop).unwrap_err();
    assert_eq!(error.to_string(), "the server's reflection answered PERMISSION_DENIED (7): not for you");
    assert!(!error.is_unimplemented());
    assert_eq!(outcome.streams, 1, "only UNIMPLEMENTED is a reason to ask the older version");
}

#[test]
fn a_listed_service_that_the_file_given_does_not_have_is_told_with_why() {
    let outcome = ask(|question| match question {
        "list" => Does::Services(&["t.A", "t.B"]),
        "symbol t.A" | "symbol t.B" => Does::Files(vec![service_file("A", &["messages.proto"]), message_file("a")]),
        other => panic!("asked {other}"),
    });
    let (schema, mut report) = outcome.result.unwrap();
    assert_eq!(services(&schema), ["t.A"]);
    let [problem] = &report.problems[..] else { panic!("{:?}", report.problems) };
    let words = "The server lists t.B, but does not describe it: it answered with files that do not define it";
    assert_eq!(problem.message, words);
    let files = [service_file("B", &["messages.proto"]), message_file("a")];
    report.filled_by(&Schema::from_files(files.iter().map(Message::encode_to_vec).collect()));
    assert!(report.problems.is_empty(), "files have what the server does not give");
}

#[test]
fn a_type_that_no_file_defines_is_asked_for_by_its_name() {
    let outcome = ask(|question| match question {
        "list" => Does::Services(&["t.A"]),
        "symbol t.A" => Does::Files(vec![service_file("A", &[])]),
        "symbol t.M" => Does::Files(vec![message_file("a")]),
        other => panic!("asked {other}"),
    });
    let (schema, report) = outcome.result.unwrap();
    assert!(schema.message("t.M").unwrap().get_field_by_name("a").is_some());
    assert!(report.problems.is_empty(), "{:?}", report.problems);
}

#[test]
fn extensions_that_nothing_imports_are_asked_for_by_number() {
    let outcome = ask(|question| match question {
        "list" => Does::Services(&["t.A"]),
        "symbol t.A" => Does::Files(vec![service_file("A", &["messages.proto"]), extended().0]),
        "numbers t.M" => Does::Numbers(&[100]),
        "extension t.M 100" => Does::Files(vec![extended().1]),
        other => panic!("asked {other}"),
    });
    let (schema, report) = outcome.result.unwrap();
    assert!(schema.extension("t.extra").is_some());
    assert!(report.problems.is_empty() && schema.problems().is_empty(), "{:?}", schema.problems());
}

#[test]
fn a_server_that_cannot_be_asked_for_extensions_has_no_problem() {
    for refuses in
        [|| Does::EndsWith(Status::unimplemented("no extensions")), || Does::Refuses(12, "none"), || Does::Nothing]
    {
        let outcome = ask(move |question| match question {
            "list" => Does::Services(&["t.A"]),
            "symbol t.A" => Does::Files(vec![service_file("A", &["messages.proto"]), extended().0]),
            "numbers t.M" | "numbers .t.M" => refuses(),
            other => panic!("asked {other}"),
        });
        let (schema, report) = outcome.result.unwrap();
        assert_eq!(services(&schema), ["t.A"]);
        assert!(report.problems.is_empty(), "{:?}", report.problems);
    }
}

#[test]
fn a_stream_that_breaks_by_no_fault_of_a_question_is_opened_again_and_not_for_ever() {
    let broken = Arc::new(AtomicUsize::new(0));
    let once = Arc::clone(&broken);
    let outcome = ask(move |question| match question {
        "list" => Does::Services(&["t.A", "t.B"]),
        "symbol t.A" => Does::Files(vec![service_file("A", &["messages.proto"]), message_file("a")]),
        "symbol t.B" if once.fetch_add(1, Ordering::SeqCst) == 0 => Does::EndsWith(Status::unavailable("going away")),
        "symbol t.B" => Does::Files(vec![service_file("B", &["messages.proto"])]),
        other => panic!("asked {other}"),
    });
    let (schema, report) = outcome.result.unwrap();
    assert_eq!(services(&schema), ["t.A", "t.B"]);
    assert!(report.problems.is_empty(), "{:?}", report.problems);

    let outcome = ask(|question| match question {
        "list" => Does::Services(&["t.A", "t.B"]),
        "symbol t.A" => Does::Files(vec![service_file("A", &["messages.proto"]), message_file("a")]),
        _ => Does::EndsWith(Status::unavailable("going away")),
    });
    let (schema, report) = outcome.result.unwrap();
    assert_eq!(services(&schema), ["t.A"]);
    let [problem] = &report.problems[..] else { panic!("{:?}", report.problems) };
    assert!(problem.message.contains("broke off with 1 question open: UNAVAILABLE (14)"), "{}", problem.message);
}
