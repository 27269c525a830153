"""The empty form of every object: what Stripe always sends, though nothing is in it."""

from __future__ import annotations

NULLS: dict[str, str] = {
    "payment_intent": (
        "amount_details application application_fee_amount automatic_payment_methods canceled_at "
        "cancellation_reason client_secret customer customer_account description excluded_payment_method_types "
        "last_payment_error latest_charge managed_payments next_action on_behalf_of payment_method "
        "payment_method_configuration_details payment_method_options processing receipt_email review "
        "setup_future_usage shipping source statement_descriptor statement_descriptor_suffix transfer_data "
        "transfer_group "
    ),
    "charge": (
        "application application_fee application_fee_amount balance_transaction calculated_statement_descriptor "
        "customer description failure_balance_transaction failure_code failure_message fraud_details on_behalf_of "
        "outcome payment_intent payment_method payment_method_details receipt_email receipt_number receipt_url "
        "review shipping source source_transfer statement_descriptor statement_descriptor_suffix transfer_data "
        "transfer_group "
    ),
    "confirmation_token": (
        "expires_at mandate_data payment_intent payment_method_options payment_method_preview return_url "
        "setup_future_usage setup_intent shipping "
    ),
    "checkout.session": (
        "adaptive_pricing after_expiration allow_promotion_codes amount_subtotal amount_total "
        "billing_address_collection cancel_url client_reference_id client_secret collected_information consent "
        "consent_collection currency currency_conversion customer customer_account customer_creation "
        "customer_details customer_email discounts excluded_payment_method_types integration_identifier invoice "
        "invoice_creation locale managed_payments origin_context payment_intent payment_link "
        "payment_method_collection payment_method_configuration_details payment_method_options permissions "
        "phone_number_collection recovered_from saved_payment_method_options setup_intent "
        "shipping_address_collection shipping_cost status submit_type subscription success_url total_details "
        "ui_mode url wallet_options "
    ),
    "customer": (
        "address balance currency customer_account default_source delinquent description discount email "
        "invoice_prefix invoice_settings name next_invoice_sequence phone preferred_locales shipping tax_exempt "
        "test_clock "
    ),
    "product": ("default_price description package_dimensions shippable statement_descriptor tax_code unit_label url "),
    "price": (
        "custom_unit_amount lookup_key nickname recurring tax_behavior tiers_mode transform_quantity unit_amount "
        "unit_amount_decimal "
    ),
    "subscription": (
        "billing_thresholds application application_fee_percent billing_cycle_anchor_config cancel_at canceled_at "
        "cancellation_details customer_account days_until_due default_payment_method default_source "
        "default_tax_rates description ended_at latest_invoice managed_payments next_pending_invoice_item_invoice "
        "on_behalf_of pause_collection payment_settings pending_invoice_item_interval pending_setup_intent "
        "pending_update schedule test_clock transfer_data trial_end trial_settings trial_start "
    ),
    "subscription_item": ("quantity tax_rates "),
    "invoice": (
        "account_country account_name account_tax_ids application auto_advance automatically_finalizes_at "
        "billing_reason custom_fields customer customer_account customer_address customer_email customer_name "
        "customer_phone customer_shipping customer_tax_exempt customer_tax_ids default_payment_method "
        "default_source description due_date effective_at ending_balance footer from_invoice hosted_invoice_url "
        "invoice_pdf last_finalization_error latest_revision next_payment_attempt number on_behalf_of parent "
        "receipt_number rendering shipping_cost shipping_details statement_descriptor status "
        "subtotal_excluding_tax test_clock total_discount_amounts total_excluding_tax total_pretax_credit_amounts "
        "total_taxes webhooks_delivered_at "
    ),
    "invoice_payment": ("amount_paid "),
    "line_item": (
        "description discount_amounts invoice parent pretax_credit_amounts pricing quantity quantity_decimal "
        "subscription taxes "
    ),
    "refund": (
        "balance_transaction charge customer customer_account description destination_details payment_intent "
        "payment_method reason receipt_number source_transfer_reversal status transfer_reversal "
    ),
    "dispute": ("payment_intent payment_method_details "),
    "balance_transaction": ("description exchange_rate source "),
    "payout": (
        "application_fee application_fee_amount balance_transaction description destination "
        "failure_balance_transaction failure_code failure_message original_payout payout_method reversed_by "
        "statement_descriptor trace_id "
    ),
    "setup_intent": (
        "application attach_to_self automatic_payment_methods cancellation_reason client_secret customer "
        "customer_account description excluded_payment_method_types flow_directions last_setup_error "
        "latest_attempt managed_payments mandate next_action on_behalf_of payment_method "
        "payment_method_configuration_details payment_method_options single_use_mandate "
    ),
    "webhook_endpoint": ("api_version application description "),
}
"""By kind of object: the keys that are null until something fills them."""
