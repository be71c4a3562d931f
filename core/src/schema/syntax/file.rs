//! A file's own statements: syntax or edition, package, imports, and what is declared at its top.
//! It knows nothing of what stands within declarations.

use super::{
    Parsed,
    lexer::Token,
    locations::{LocationId, count},
    options::{OptionList, Style},
    parser::{Failed, Parser, Step, Syntax, shortened},
};
use crate::schema::{
    descriptor::{FileDescriptorProto, edition},
    problem::Problem,
};

/// Field numbers of `FileDescriptorProto`.
mod step {
    pub(super) const PACKAGE: i32 = 2;
    pub(super) const DEPENDENCY: i32 = 3;
    pub(super) const MESSAGE: i32 = 4;
    pub(super) const ENUM: i32 = 5;
    pub(super) const SERVICE: i32 = 6;
    pub(super) const EXTENSION: i32 = 7;
    pub(super) const OPTIONS: i32 = 8;
    pub(super) const PUBLIC_DEPENDENCY: i32 = 10;
    pub(super) const WEAK_DEPENDENCY: i32 = 11;
    pub(super) const SYNTAX: i32 = 12;
    pub(super) const OPTION_DEPENDENCY: i32 = 15;
}

/// `FileDescriptorProto` and `DescriptorProto`: `visibility`.
const LOCAL: i32 = 1;
const EXPORT: i32 = 2;

impl<'a> Parser<'a> {
    /// The whole text.
    pub(super) fn parse(mut self) -> Parsed {
        let mut file = FileDescriptorProto::default();
        let mut options = OptionList::default();
        let root = self.locations.open(None, &[], self.current());
        // Of an unknown language nothing else would be right.
        if self.syntax_statement(&mut file, root).is_ok() {
            self.top_level(&mut file, &mut options, root);
        }
        self.close(root);
        let problems = self.lexer.problems;
        if problems.iter().any(|problem| problem.is_error) {
            return Parsed { file: None, problems };
        }
        file.options = options.into_bytes();
        file.source_code_info = Some(self.locations.encode());
        Parsed { file: Some(file), problems }
    }

    fn top_level(&mut self, file: &mut FileDescriptorProto, options: &mut OptionList, root: LocationId) {
        while !self.at_end() {
            if self.at("}") {
                self.fail(Problem::error("", "\"}\" closes nothing"));
                while self.take_end("}", None) {}
            } else if !self.take_end(";", None) && self.top_level_statement(file, options, root).is_err() {
                self.skip_statement();
            }
        }
    }

    fn syntax_statement(&mut self, file: &mut FileDescriptorProto, root: LocationId) -> Step {
        let is_edition = self.at("edition");
        if !is_edition && !self.at("syntax") {
            return Ok(());
        }
        let location = self.open(root, &[step::SYNTAX]);
        self.lexer.next();
        self.expect("=")?;
        let token = self.current();
        let value = self.text(if is_edition { "an edition such as \"2023\"" } else { "\"proto2\" or \"proto3\"" })?;
        self.expect_end(";", location)?;
        self.close(location);
        self.syntax = match (is_edition, value.as_str()) {
            (false, "proto2") => Syntax::Proto2,
            (false, "proto3") => Syntax::Proto3,
            (true, "2023") => Syntax::Edition2023,
            (true, "2024") => Syntax::Edition2024,
            _ => return Err(self.unknown_language(is_edition, token)),
        };
        (file.syntax, file.edition) = match self.syntax {
            Syntax::Proto2 => (None, None),
            Syntax::Proto3 => (Some("proto3".to_owned()), None),
            Syntax::Edition2023 => (Some("editions".to_owned()), Some(edition::EDITION_2023)),
            Syntax::Edition2024 => (Some("editions".to_owned()), Some(edition::EDITION_2024)),
        };
        Ok(())
    }

    fn unknown_language(&mut self, is_edition: bool, token: Token<'a>) -> Failed {
        let found = shortened(token.text);
        if is_edition {
            let message = format!("unknown edition {found}: \"2023\" and \"2024\" are known");
            return self.fail_at(token, Problem::error("", message));
        }
        let message = format!("unknown syntax {found}: \"proto2\" and \"proto3\" are known");
        self.fail_at(token, Problem::error("", message).hint("An edition is written edition = \"2023\";"))
    }

    fn top_level_statement(
        &mut self,
        file: &mut FileDescriptorProto,
        options: &mut OptionList,
        root: LocationId,
    ) -> Step {
        let visibility = self.visibility()?;
        match self.current().text {
            "message" => {
                let location = self.open(root, &[step::MESSAGE, count(&file.message_type)]);
                let message = self.message(location, visibility)?;
                file.message_type.push(message);
            }
            "enum" => {
                let location = self.open(root, &[step::ENUM, count(&file.enum_type)]);
                let declared = self.enumeration(location, visibility)?;
                file.enum_type.push(declared);
            }
            "service" => {
                let location = self.open(root, &[step::SERVICE, count(&file.service)]);
                let service = self.service(location)?;
                file.service.push(service);
            }
            "extend" => {
                let location = self.open(root, &[step::EXTENSION]);
                self.extend(&mut file.extension, &mut file.message_type, (root, step::MESSAGE), location)?;
            }
            "import" => self.import(file, root)?,
            "package" => self.package(file, root)?,
            "option" => {
                let location = self.open(root, &[step::OPTIONS]);
                self.option(options, location, Style::Statement)?;
                self.close(location);
            }
            _ => return Err(self.expected("a declaration such as \"message\", \"service\" or \"import\"")),
        }
        Ok(())
    }

    /// Edition 2024's `export` and `local`, before a message or an enum.
    pub(super) fn visibility(&mut self) -> Step<Option<i32>> {
        let visibility = match self.current().text {
            "export" => EXPORT,
            "local" => LOCAL,
            _ => return Ok(None),
        };
        if self.syntax < Syntax::Edition2024 {
            return Ok(None);
        }
        self.lexer.next();
        if self.at("message") || self.at("enum") {
            return Ok(Some(visibility));
        }
        Err(self.expected("\"message\" or \"enum\" after \"export\" or \"local\""))
    }

    fn package(&mut self, file: &mut FileDescriptorProto, root: LocationId) -> Step {
        if file.package.is_some() {
            self.fail(Problem::error("", "a second package: a file has one"));
        }
        let location = self.open(root, &[step::PACKAGE]);
        self.lexer.next();
        let mut package = self.identifier("the package's name")?.to_owned();
        while self.take(".") {
            package.push('.');
            package.push_str(self.identifier("a name after the point")?);
        }
        file.package = Some(package);
        self.expect_end(";", location)?;
        self.close(location);
        Ok(())
    }

    fn import(&mut self, file: &mut FileDescriptorProto, root: LocationId) -> Step {
        let first = self.current();
        self.lexer.next();
        if self.at("option") {
            let location =
                self.locations.open(Some(root), &[step::OPTION_DEPENDENCY, count(&file.option_dependency)], first);
            if self.syntax < Syntax::Edition2024 {
                self.fail(Problem::error("", "\"import option\" is there from edition 2024 on"));
            }
            self.lexer.next();
            let path = self.imported_path()?;
            file.option_dependency.push(path);
            self.expect_end(";", location)?;
            self.close(location);
            return Ok(());
        }
        let position = count(&file.dependency);
        let location = self.locations.open(Some(root), &[step::DEPENDENCY, position], first);
        if !file.option_dependency.is_empty() {
            self.fail_at(first, Problem::error("", "an import after an \"import option\": those come last"));
        }
        if self.at("public") {
            self.located(root, &[step::PUBLIC_DEPENDENCY, count(&file.public_dependency)], |parser| {
                parser.expect("public")
            })?;
            file.public_dependency.push(position);
        } else if self.at("weak") {
            if self.syntax >= Syntax::Edition2024 {
                let problem = Problem::error("", "\"import weak\" is gone since edition 2024");
                self.fail(problem.hint("Use \"import option\"."));
            }
            self.located(root, &[step::WEAK_DEPENDENCY, count(&file.weak_dependency)], |parser| parser.expect("weak"))?;
            file.weak_dependency.push(position);
        }
        let path = self.imported_path()?;
        file.dependency.push(path);
        self.expect_end(";", location)?;
        self.close(location);
        Ok(())
    }

    fn imported_path(&mut self) -> Step<String> {
        let token = self.current();
        let path = self.text("the imported file's name in quotes")?;
        if path.is_empty() {
            return Err(self.fail_at(token, Problem::error("", "the imported file's name is empty")));
        }
        Ok(path)
    }
}
