//! Services and their methods. Whether their types are messages is not asked here.

use prost::bytes::Bytes;

use super::{
    locations::{LocationId, count},
    options::{OptionList, Style},
    parser::{Parser, Step},
};
use crate::schema::descriptor::{MethodDescriptorProto, ServiceDescriptorProto};

/// Field numbers of `ServiceDescriptorProto` and `MethodDescriptorProto`.
mod step {
    pub(super) const NAME: i32 = 1;
    pub(super) const METHOD: i32 = 2;
    pub(super) const SERVICE_OPTIONS: i32 = 3;
    pub(super) const INPUT_TYPE: i32 = 2;
    pub(super) const OUTPUT_TYPE: i32 = 3;
    pub(super) const METHOD_OPTIONS: i32 = 4;
    pub(super) const CLIENT_STREAMING: i32 = 5;
    pub(super) const SERVER_STREAMING: i32 = 6;
}

impl Parser<'_> {
    /// From `service` through its closing brace.
    pub(super) fn service(&mut self, location: LocationId) -> Step<ServiceDescriptorProto> {
        self.expect("service")?;
        let name = self.located(location, &[step::NAME], |parser| parser.identifier("the service's name"))?;
        let mut service = ServiceDescriptorProto { name: Some(name.to_owned()), ..Default::default() };
        let mut options = OptionList::default();
        self.expect_end("{", location)?;
        self.statements("service", |parser| {
            if parser.at("option") {
                let inner = parser.open(location, &[step::SERVICE_OPTIONS]);
                parser.option(&mut options, inner, Style::Statement)?;
                parser.close(inner);
                return Ok(());
            }
            let inner = parser.open(location, &[step::METHOD, count(&service.method)]);
            let method = parser.method(inner)?;
            service.method.push(method);
            Ok(())
        })?;
        service.options = options.into_bytes();
        self.close(location);
        Ok(service)
    }

    fn method(&mut self, location: LocationId) -> Step<MethodDescriptorProto> {
        if !self.take("rpc") {
            return Err(self.expected("\"rpc\" or \"option\""));
        }
        let name = self.located(location, &[step::NAME], |parser| parser.identifier("the method's name"))?;
        let (client_streaming, input) = self.message_of_method(location, step::CLIENT_STREAMING, step::INPUT_TYPE)?;
        self.expect("returns")?;
        let (server_streaming, output) = self.message_of_method(location, step::SERVER_STREAMING, step::OUTPUT_TYPE)?;
        let options = self.method_options(location)?;
        self.close(location);
        Ok(MethodDescriptorProto {
            name: Some(name.to_owned()),
            input_type: Some(input),
            output_type: Some(output),
            options,
            client_streaming,
            server_streaming,
        })
    }

    /// `(stream Type)`; whether it is a stream, if it says so.
    fn message_of_method(
        &mut self,
        location: LocationId,
        stream_step: i32,
        type_step: i32,
    ) -> Step<(Option<bool>, String)> {
        self.expect("(")?;
        let mut is_stream = None;
        if self.at("stream") {
            self.located(location, &[stream_step], |parser| parser.expect("stream"))?;
            is_stream = Some(true);
        }
        let name = self.located(location, &[type_step], Self::type_name)?;
        self.expect(")")?;
        Ok((is_stream, name))
    }

    /// A block without options counts as options all the same.
    fn method_options(&mut self, location: LocationId) -> Step<Option<Bytes>> {
        if self.take_end(";", Some(location)) {
            return Ok(None);
        }
        if !self.take_end("{", Some(location)) {
            return Err(self.expected("\";\" or \"{\" after a method"));
        }
        let mut options = OptionList::default();
        self.statements("method", |parser| {
            let inner = parser.open(location, &[step::METHOD_OPTIONS]);
            parser.option(&mut options, inner, Style::Statement)?;
            parser.close(inner);
            Ok(())
        })?;
        Ok(Some(options.into_bytes().unwrap_or_default()))
    }
}
