//! What is told of a load by reflection, besides the schema. It asks nothing.

use std::time::Duration;

use crate::schema::{Problem, Schema};

/// How a load went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReflectionReport {
    /// The service that answered: `grpc.reflection.v1` or `grpc.reflection.v1alpha`.
    pub service: &'static str,
    /// Names of services as the server lists them.
    pub listed: Vec<String>,
    /// Files the server gave.
    pub files: usize,
    /// What the server did not give, or gave twice and differently. What is wrong in the files themselves is in the
    /// schema's own list.
    pub problems: Vec<Problem>,
    /// Of `problems` those that say why a listed service is not described, with its name.
    pub(super) undescribed: Vec<(String, Problem)>,
    /// How long it took.
    pub took: Duration,
}

impl ReflectionReport {
    /// Takes back what it says of services that `schema` has from elsewhere.
    pub fn filled_by(&mut self, schema: &Schema) {
        let (problems, undescribed) = (&mut self.problems, &mut self.undescribed);
        undescribed.retain(|(service, problem)| {
            let is_there = schema.service(service).is_some();
            if is_there {
                problems.retain(|other| other != problem);
            }
            !is_there
        });
    }

    /// Of a server that gave nothing, with why.
    pub(crate) fn of_problem(problem: Problem) -> Self {
        Self {
            service: "grpc.reflection.v1",
            listed: Vec::new(),
            files: 0,
            problems: vec![problem],
            undescribed: Vec::new(),
            took: Duration::ZERO,
        }
    }
}
