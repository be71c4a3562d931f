//! Services and methods as they are declared.
//! It shows what is said of a method, not how to call it.

use prost_reflect::{MethodDescriptor, ServiceDescriptor};

use super::{
    names,
    options::{self, Options},
    writer::Writer,
};

pub(super) fn service(writer: &mut Writer<'_>, service: &ServiceDescriptor) {
    writer.leading_comment(service.path());
    let outer = std::mem::replace(&mut writer.scope, service.full_name().to_owned());
    writer.block(&format!("service {}", service.name()), |writer| {
        writer.inner_comment(service.path());
        options::statements(writer, &Options::of(service.options()));
        let mut was_block = false;
        for (index, each) in service.methods().enumerate() {
            if index > 0 && (was_block || writer.has_comment(each.path())) {
                writer.blank();
            }
            was_block = method(writer, &each);
        }
    });
    writer.scope = outer;
}

/// True if it took a block, for its options.
pub(super) fn method(writer: &mut Writer<'_>, method: &MethodDescriptor) -> bool {
    let stream = |streams: bool| if streams { "stream " } else { "" };
    let head = format!(
        "rpc {}({}{}) returns ({}{})",
        method.name(),
        stream(method.is_client_streaming()),
        names::relative(writer, &method.input()),
        stream(method.is_server_streaming()),
        names::relative(writer, &method.output()),
    );
    let options = Options::of(method.options());
    if options.is_empty() {
        writer.statement(method.path(), &format!("{head};"));
        return false;
    }
    writer.leading_comment(method.path());
    writer.block(&head, |writer| {
        writer.inner_comment(method.path());
        options::statements(writer, &options);
    });
    true
}
