//! Services and methods as they are declared.
//! It shows what is said of a method, not how to call it.

use crate::schema::descriptor::{MethodDescriptorProto, ServiceDescriptorProto};

use super::{
    element::tag,
    file::{step, within},
    names,
    options::{self, Options, OptionsOf},
    writer::Writer,
};

pub(super) fn service(writer: &mut Writer<'_>, path: &[i32], service: &ServiceDescriptorProto) {
    writer.leading_comment(path);
    let scope = within(&writer.scope, service.name());
    let outer = std::mem::replace(&mut writer.scope, scope);
    writer.block(&format!("service {}", service.name()), |writer| {
        writer.inner_comment(path);
        options::statements(writer, &Options::of(writer.schema, OptionsOf::Service, service.options.as_ref()));
        let mut was_block = false;
        for (index, each) in service.method.iter().enumerate() {
            let path = step(path, tag::SERVICE_METHOD, index);
            if index > 0 && (was_block || writer.has_comment(&path)) {
                writer.blank();
            }
            was_block = method(writer, &path, each);
        }
    });
    writer.scope = outer;
}

/// True if it took a block.
pub(super) fn method(writer: &mut Writer<'_>, path: &[i32], method: &MethodDescriptorProto) -> bool {
    let stream = |streams: bool| if streams { "stream " } else { "" };
    let head = format!(
        "rpc {}({}{}) returns ({}{})",
        method.name(),
        stream(method.client_streaming()),
        names::relative(writer.schema, &writer.scope, method.input_type()),
        stream(method.server_streaming()),
        names::relative(writer.schema, &writer.scope, method.output_type()),
    );
    let options = Options::of(writer.schema, OptionsOf::Method, method.options.as_ref());
    // `rpc …;` and `rpc … {}` are two things to a descriptor.
    if options.is_empty() && method.options.is_none() {
        writer.statement(path, &format!("{head};"));
        return false;
    }
    writer.leading_comment(path);
    writer.block(&head, |writer| {
        writer.inner_comment(path);
        options::statements(writer, &options);
    });
    true
}
