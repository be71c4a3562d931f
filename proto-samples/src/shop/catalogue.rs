//! `shop.v1.Catalogue`.

use std::{cmp::Reverse, collections::BTreeMap};

use tonic::{Request, Response, Status};

use super::products::{self, in_ore};
use crate::{
    protos::shop::v1::{
        Category, GetProductRequest, ListCategoriesRequest, ListCategoriesResponse, ListProductsRequest,
        ListProductsResponse, Product, SearchProductsRequest, SearchProductsResponse, catalogue_server,
        search_products_request::Sort,
    },
    refusal::{Violations, not_found},
};

/// See the proto.
pub(crate) struct Catalogue;

#[tonic::async_trait]
impl catalogue_server::Catalogue for Catalogue {
    async fn list_products(
        &self,
        request: Request<ListProductsRequest>,
    ) -> Result<Response<ListProductsResponse>, Status> {
        let wanted = request.into_inner();
        let start = page_start(&wanted.page_token);
        let mut violations = Violations::default();
        violations.unless(start.is_some(), "page_token", "must come from the page before");
        let paths = wanted.read_mask.map(|mask| mask.paths).unwrap_or_default();
        for path in &paths {
            violations.unless(READABLE.contains(&path.as_str()), "read_mask", "names a field that products lack");
        }
        violations.check()?;

        let shelf = |product: &Product| wanted.category.is_none_or(|category| product.category == category);
        let found: Vec<Product> = products::all().into_iter().filter(shelf).collect();
        let start = start.unwrap_or(0);
        let size = match wanted.page_size {
            0 => 10,
            size => usize::try_from(size.min(100)).unwrap_or(100),
        };
        let end = start.saturating_add(size);
        let next_page_token = if end < found.len() { format!("from-{end}") } else { String::new() };
        let total_size = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let page = found.into_iter().skip(start).take(size).map(|product| masked(product, &paths));
        Ok(Response::new(ListProductsResponse { products: page.collect(), next_page_token, total_size }))
    }

    async fn get_product(&self, request: Request<GetProductRequest>) -> Result<Response<Product>, Status> {
        let sku = request.into_inner().sku;
        let product =
            products::find(&sku).ok_or_else(|| not_found("product", &sku, "ListProducts tells what is there"))?;
        Ok(Response::new(product))
    }

    async fn search_products(
        &self,
        request: Request<SearchProductsRequest>,
    ) -> Result<Response<SearchProductsResponse>, Status> {
        let wanted = request.into_inner();
        let most = wanted.max_price.as_ref();
        let mut violations = Violations::default();
        violations.unless(
            most.is_none_or(|price| price.currency_code == "SEK"),
            "max_price.currency_code",
            "must be SEK",
        );
        violations.check()?;

        let most = most.map(in_ore);
        let words: Vec<String> = wanted.query.split_whitespace().map(str::to_lowercase).collect();
        let mut found = products::all();
        found.retain(|product| {
            let text = format!("{} {} {}", product.name, product.description, product.tags.join(" ")).to_lowercase();
            words.iter().all(|word| text.contains(word))
                && (wanted.categories.is_empty() || wanted.categories.contains(&product.category))
                && most.is_none_or(|most| price(product) <= most)
                && (!wanted.in_stock || product.stock > 0)
        });
        match wanted.sort() {
            Sort::Unspecified => {}
            Sort::Price => found.sort_by_key(price),
            Sort::Rating => found.sort_by(|a, b| b.rating().total_cmp(&a.rating())),
            Sort::Release => found.sort_by_key(|product| Reverse(product.release_time.map(|time| time.seconds))),
        }
        Ok(Response::new(SearchProductsResponse { products: found }))
    }

    async fn list_categories(
        &self,
        _: Request<ListCategoriesRequest>,
    ) -> Result<Response<ListCategoriesResponse>, Status> {
        let mut product_counts = BTreeMap::new();
        for product in products::all() {
            let category = Category::try_from(product.category).unwrap_or_default();
            *product_counts.entry(category.as_str_name().to_owned()).or_insert(0) += 1;
        }
        Ok(Response::new(ListCategoriesResponse { product_counts }))
    }
}

/// What one pays today, in öre.
fn price(product: &Product) -> i64 {
    product.sale_price.as_ref().or(product.price.as_ref()).map_or(0, in_ore)
}

fn page_start(token: &str) -> Option<usize> {
    if token.is_empty() { Some(0) } else { token.strip_prefix("from-")?.parse().ok() }
}

/// Fields that a read mask may name.
const READABLE: [&str; 16] = [
    "sku",
    "name",
    "description",
    "category",
    "price",
    "sale_price",
    "stock",
    "attributes",
    "tags",
    "physical",
    "digital",
    "gift_card",
    "release_time",
    "delivery_time",
    "rating",
    "ratings",
];

fn masked(product: Product, paths: &[String]) -> Product {
    if paths.is_empty() {
        return product;
    }
    let mut kept = Product::default();
    for path in paths {
        let product = product.clone();
        match path.as_str() {
            "sku" => kept.sku = product.sku,
            "name" => kept.name = product.name,
            "description" => kept.description = product.description,
            "category" => kept.category = product.category,
            "price" => kept.price = product.price,
            "sale_price" => kept.sale_price = product.sale_price,
            "stock" => kept.stock = product.stock,
            "attributes" => kept.attributes = product.attributes,
            "tags" => kept.tags = product.tags,
            "release_time" => kept.release_time = product.release_time,
            "delivery_time" => kept.delivery_time = product.delivery_time,
            "rating" => kept.rating = product.rating,
            "ratings" => kept.ratings = product.ratings,
            _ => kept.kind = product.kind,
        }
    }
    kept
}
