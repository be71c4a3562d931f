//! `shop.v1.Accounts`.

use tonic::{Code, Request, Response, Status};

use super::store::{Store, now};
use crate::{
    protos::{
        google::rpc,
        shop::v1::{
            Account, CreateAccountRequest, GetAccountRequest, Tier, account, accounts_server, create_account_request,
        },
    },
    refusal::{Violations, not_found, refusal},
};

/// See the proto.
pub(crate) struct Accounts(Store);

impl Accounts {
    pub(crate) fn new(store: Store) -> Self {
        Self(store)
    }
}

#[tonic::async_trait]
impl accounts_server::Accounts for Accounts {
    async fn get_account(&self, request: Request<GetAccountRequest>) -> Result<Response<Account>, Status> {
        let id = request.into_inner().id;
        let account = self.0.account(&id).ok_or_else(|| not_found("account", &id, "acc-1001 to acc-1005 are there"))?;
        Ok(Response::new(account))
    }

    async fn create_account(&self, request: Request<CreateAccountRequest>) -> Result<Response<Account>, Status> {
        let wanted = request.into_inner();
        let mut violations = Violations::default();
        violations.unless(wanted.email.contains('@'), "email", "must be an e-mail address");
        violations.unless(!wanted.display_name.trim().is_empty(), "display_name", "must not be empty");
        for (label, address) in &wanted.addresses {
            let field = format!("addresses[\"{label}\"].country_code");
            violations.unless(address.country_code.len() == 2, field, "must be two letters of ISO 3166");
        }
        violations.check()?;
        let email = wanted.email.clone();
        let account = self.0.open_account(account(wanted)).map_err(|id| taken(&email, &id))?;
        Ok(Response::new(account))
    }
}

fn account(wanted: CreateAccountRequest) -> Account {
    use create_account_request::Payment;
    Account {
        email: wanted.email,
        display_name: wanted.display_name,
        tier: Tier::Basic.into(),
        create_time: Some(now()),
        phone: wanted.phone,
        addresses: wanted.addresses,
        payment: wanted.payment.map(|payment| match payment {
            Payment::Card(card) => account::Payment::Card(card),
            Payment::Invoice(invoice) => account::Payment::Invoice(invoice),
        }),
        newsletter: wanted.newsletter,
        ..Default::default()
    }
}

fn taken(email: &str, id: &str) -> Status {
    let error = rpc::ErrorInfo {
        reason: "EMAIL_TAKEN".to_owned(),
        domain: "shop.example.com".to_owned(),
        metadata: [("account_id".to_owned(), id.to_owned())].into(),
    };
    refusal(Code::AlreadyExists, &format!("{email} has an account already"), &[&error])
}
