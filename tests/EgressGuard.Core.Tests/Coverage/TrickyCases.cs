namespace EgressGuard.Core.Tests.Coverage;

/// <summary>The twenty cases that the corpora lack (istio-egress.md 5.4), each with its fixture.</summary>
internal static class TrickyCases
{
    public static IReadOnlyList<(string What, string Fixture)> All { get; } =
    [
        ("ServiceEntry without resolution and a gateway leg to its host", "EG101/rejects/resolution-absent"),
        ("VirtualService whose rule order makes a loop", "EG206/rejects/route-without-gateways"),
        ("DestinationRule with PASSTHROUGH in a subset for the gateway", "EG401/rejects/every-place"),
        ("tenant's ServiceEntry for the gateway's own name", "EG105/rejects/egress-gateway"),
        ("private direct VirtualService over a public compliant one", "EG901/rejects/private-override"),
        ("HTTP match with gateways and sourceLabels", "EG901/rejects/labels-ignored-beside-gateways"),
        ("proxy.istio.io/overrides", "EG306/rejects/overrides-init-command"),
        ("sidecar.istio.io/status empty", "EG310/rejects/status-empty"),
        ("ServiceEntry labelled gateway.istio.io/managed", "EG415/rejects/service-entry-managed"),
        ("use-waypoint to a waypoint that is not there", "EG701/rejects/waypoint-not-listed"),
        ("supplementalGroups 1337", "EG304/rejects/supplemental-groups"),
        ("Sidecar with egress.hosts ./*", "EG901/rejects/sidecar-does-not-import-the-route"),
        ("Gateway without a selector", "EG410/rejects/absent"),
        ("mirror to an external host", "EG203/rejects/mirror"),
        ("delegate to a direct route", "EG201/rejects/delegate"),
        ("VirtualService of revision ghost", "EG416/rejects/virtual-service"),
        ("proxyMetadata DRY_RUN", "EG306/rejects/config-metadata"),
        ("AuthorizationPolicy with dry-run T", "EG601/rejects/dry-run-letter"),
        ("NetworkPolicy with 0.0.0.0/1 and 128.0.0.0/1", "EG508/rejects/halves"),
        ("Namespace with istio-injection Enabled", "EG501/rejects/injection-capital-enabled"),
    ];

    public static bool IsFixture(string text) => text.StartsWith("EG", StringComparison.Ordinal);
}
