//! IP addresses.
//!
//! Upstream: IsValidIP and GetWarningsForIP, apimachinery/pkg/util/validation/ip.go, v1.36.

use std::net::IpAddr;

use super::errors::Errors;
use crate::text::FieldPath;

/// IsValidIP.
pub(super) fn ip(errors: &mut Errors, text: &str, path: &FieldPath) {
    match text.parse::<IpAddr>() {
        Ok(address) if mapped(address) => {
            errors.invalid(path, text, "must not be an IPv4-mapped IPv6 address");
        }
        Ok(_) => {}
        Err(_) if has_leading_zeros(text) => {
            errors.invalid(path, text, "must not have leading 0s");
        }
        Err(_) => {
            let detail = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
            errors.invalid(path, text, detail);
        }
    }
}

fn mapped(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(_) => false,
        IpAddr::V6(address) => address.to_ipv4_mapped().is_some(),
    }
}

/// An IPv4 address that would be one without the zeros in front of its numbers.
fn has_leading_zeros(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() == 4
        && parts.iter().all(|part| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_digit())
                && part.parse::<u32>().is_ok_and(|number| number <= 255)
        })
}

/// The canonical form of an IPv6 address that is written in another way.
pub(super) fn other_form(text: &str) -> Option<String> {
    match text.parse::<IpAddr>().ok()? {
        IpAddr::V4(_) => None,
        IpAddr::V6(address) => {
            let canonical = address.to_string();
            (canonical != text).then_some(canonical)
        }
    }
}
