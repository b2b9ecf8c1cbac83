using System.Collections.Immutable;

namespace EgressGuard.Core.Policy;

/// <summary>Reads <c>spec.mesh</c>.</summary>
internal static class MeshSettingsReader
{
    private static readonly (string, OutboundTrafficPolicy)[] OutboundTrafficPolicies =
    [
        ("REGISTRY_ONLY", OutboundTrafficPolicy.RegistryOnly),
        ("ALLOW_ANY", OutboundTrafficPolicy.AllowAny),
    ];

    private static readonly (string, DataplaneMode)[] DataplaneModeNames =
    [
        ("sidecar", DataplaneMode.Sidecar),
        ("ambient", DataplaneMode.Ambient),
    ];

    /// <summary>The settings, with a default for whatever is absent or wrong.</summary>
    public static MeshSettings Read(PolicyNode node)
    {
        var defaults = new MeshSettings();
        if (node.Object() is not { } mesh)
        {
            return defaults;
        }

        var settings = new MeshSettings
        {
            ClusterDomain = mesh.Take("clusterDomain").Text(KubeSyntax.Subdomain) ?? defaults.ClusterDomain,
            RootNamespace = mesh.Take("rootNamespace").Text(KubeSyntax.Namespace) ?? defaults.RootNamespace,
            OutboundTrafficPolicy = mesh.Take("outboundTrafficPolicy").Choice<OutboundTrafficPolicy>(OutboundTrafficPolicies)
                ?? defaults.OutboundTrafficPolicy,
            DefaultExportTo = ReadExportTo(mesh.Take("defaultExportTo")) ?? defaults.DefaultExportTo,
            Revisions = ReadRevisions(mesh.Take("revisions")) ?? defaults.Revisions,
            EgressGateways = ReadGateways(mesh.Take("egressGateways")) ?? defaults.EgressGateways,
            ProxyImages = mesh.Take("proxyImages").Texts(CheckImage) ?? defaults.ProxyImages,
            DataplaneModes = ReadDataplaneModes(mesh.Take("dataplaneModes")) ?? defaults.DataplaneModes,
            NativeSidecars = mesh.Take("nativeSidecars").Boolean() ?? defaults.NativeSidecars,
            ClusterRanges = RangeList.Read(mesh.Take("clusterRanges")) ?? defaults.ClusterRanges,
        };
        mesh.End();
        return settings;
    }

    /// <summary>The mesh default of <c>exportTo</c>, with the syntax of <c>exportTo</c> itself (istio-egress.md 1.4).</summary>
    private static ImmutableArray<string>? ReadExportTo(PolicyNode node)
    {
        // An empty list means to Istio what an absent one means.
        if (node.Texts(CheckExportTo) is not { IsEmpty: false } scopes)
        {
            return null;
        }

        if (scopes.Length > 1 && scopes.FirstOrDefault(scope => scope is "*" or "~") is { } whole)
        {
            node.Report($"'{whole}' stands alone, because it already says who sees an object; remove it or everything else");
        }

        if (scopes.Length != scopes.Distinct().Count())
        {
            node.Report("an entry occurs twice; keep one");
        }

        return scopes;
    }

    private static string? CheckExportTo(string text) => text is "." or "*" or "~" || KubeSyntax.IsDnsLabel(text)
        ? null
        : $"{Quote.Text(text)} is not an exportTo entry; "
            + "write '.' for the object's own namespace, '*' for all, '~' for none, or a namespace";

    private static ImmutableArray<string>? ReadRevisions(PolicyNode node)
    {
        if (node.IsEmptyList)
        {
            node.Report("the list is empty, but a mesh has a control plane; write its revisions, or remove the field for 'default'");
        }

        return node.Texts(KubeSyntax.Revision);
    }

    private static ImmutableArray<DataplaneMode>? ReadDataplaneModes(PolicyNode node)
    {
        if (node.IsEmptyList)
        {
            node.Report("the list is empty, but pods join the mesh in some way; write sidecar, ambient or both");
        }

        return node.Items() is { } items ? [.. items.Select(item => item.Choice<DataplaneMode>(DataplaneModeNames)).OfType<DataplaneMode>()] : null;
    }

    private static ImmutableArray<EgressGatewaySettings>? ReadGateways(PolicyNode node)
    {
        if (node.Items() is not { } items)
        {
            return null;
        }

        if (node.IsEmptyList)
        {
            node.Report("the list is empty, and a guard without a gateway guards nothing; "
                + "write the egress gateways, or remove the field for istio-egressgateway in istio-system");
        }

        var gateways = items.Select(ReadGateway).OfType<EgressGatewaySettings>().ToImmutableArray();

        // Whoever reads on for more errors relies on a first gateway.
        return gateways.IsEmpty ? null : gateways;
    }

    private static EgressGatewaySettings? ReadGateway(PolicyNode node)
    {
        if (node.Object() is not { } gateway)
        {
            return null;
        }

        var defaults = new EgressGatewaySettings();
        var settings = new EgressGatewaySettings
        {
            Service = gateway.Take("service").Text(KubeSyntax.Service) ?? defaults.Service,
            Namespace = gateway.Take("namespace").Text(KubeSyntax.Namespace) ?? defaults.Namespace,
            Selector = ReadSelector(gateway.Take("selector")) ?? defaults.Selector,
        };
        gateway.End();
        return settings;
    }

    private static ImmutableSortedDictionary<string, string>? ReadSelector(PolicyNode node)
    {
        if (node.IsEmptyObject)
        {
            node.Report("the selector is empty and would take every pod for the gateway; write the labels of the gateway's pods");
        }

        return LabelSelectorReader.ReadLabels(node);
    }

    private static string? CheckImage(string pattern)
    {
        var name = pattern.AsSpan(pattern.LastIndexOf('/') + 1);
        return name.ContainsAny(':', '@')
            ? $"{Quote.Text(pattern)} has a tag or a digest, which is not compared; write the image's name alone"
            : Pattern.Check(pattern, "an image's name", "any container could pass for Istio's own");
    }
}
