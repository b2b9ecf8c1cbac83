using System.Collections.Immutable;
using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Policy;

/// <summary>Reads the limits and allowances of single families of rules: the parts of <c>spec</c> beside <c>mesh</c>.</summary>
internal static class LimitsReader
{
    /// <summary>The limits of ServiceEntry rules.</summary>
    public static ServiceEntrySettings ReadServiceEntries(PolicyNode node)
    {
        var defaults = new ServiceEntrySettings();
        if (node.Object() is not { } limits)
        {
            return defaults;
        }

        // A DNS name has at most 127 labels.
        var settings = new ServiceEntrySettings
        {
            MinimumIPv4Prefix = limits.Take("minimumIPv4Prefix").Integer(0, 32) ?? defaults.MinimumIPv4Prefix,
            MinimumIPv6Prefix = limits.Take("minimumIPv6Prefix").Integer(0, 128) ?? defaults.MinimumIPv6Prefix,
            ProtectedRanges = Ranges(limits.Take("protectedRanges")) ?? defaults.ProtectedRanges,
            MinimumWildcardLabels = limits.Take("minimumWildcardLabels").Integer(1, 127) ?? defaults.MinimumWildcardLabels,
            AllowedEndpointRanges = Ranges(limits.Take("allowedEndpointRanges")) ?? defaults.AllowedEndpointRanges,
        };
        limits.End();
        return settings;
    }

    /// <summary>The allowances of pod rules.</summary>
    public static PodSettings ReadPods(PolicyNode node)
    {
        var defaults = new PodSettings();
        if (node.Object() is not { } allowances)
        {
            return defaults;
        }

        var settings = new PodSettings
        {
            AllowedExcludedIPRanges = allowances.Take("allowedExcludedIPRanges").Texts(CheckRange) ?? defaults.AllowedExcludedIPRanges,
            AllowedExcludedPorts =
            [
                .. (allowances.Take("allowedExcludedPorts").Items() ?? []).Select(port => port.Integer(1, 65535)).OfType<int>(),
            ],
            AllowedHostPaths = allowances.Take("allowedHostPaths").Texts(CheckPath) ?? defaults.AllowedHostPaths,
            RequiredDroppedCapabilities = allowances.Take("requiredDroppedCapabilities").Texts(CheckCapability)
                ?? defaults.RequiredDroppedCapabilities,
            AllowedProxyConfigKeys = allowances.Take("allowedProxyConfigKeys").Texts(CheckWord) ?? defaults.AllowedProxyConfigKeys,
            AllowedProxyMetadata = allowances.Take("allowedProxyMetadata").Texts(CheckWord) ?? defaults.AllowedProxyMetadata,
            AllowedInjectionTemplates = allowances.Take("allowedInjectionTemplates").Texts(CheckWord) ?? defaults.AllowedInjectionTemplates,
            AllowedNetworks = allowances.Take("allowedNetworks").Texts(CheckWord) ?? defaults.AllowedNetworks,
            AllowedRuntimeClasses = allowances.Take("allowedRuntimeClasses").Texts(CheckWord) ?? defaults.AllowedRuntimeClasses,
        };
        allowances.End();
        return settings;
    }

    /// <summary>Who may run gateways, and where.</summary>
    public static GatewaySettings ReadGateways(PolicyNode node)
    {
        var defaults = new GatewaySettings();
        if (node.Object() is not { } gateways)
        {
            return defaults;
        }

        var settings = new GatewaySettings
        {
            AllowedNamespaces = gateways.Take("allowedNamespaces").Texts(KubeSyntax.Namespace) ?? defaults.AllowedNamespaces,
            AllowedWaypoints = gateways.Take("allowedWaypoints").Texts(CheckWaypoint) ?? defaults.AllowedWaypoints,
        };
        gateways.End();
        return settings;
    }

    /// <summary>What namespaces must and may say.</summary>
    public static NamespaceSettings ReadNamespaces(PolicyNode node)
    {
        var defaults = new NamespaceSettings();
        if (node.Object() is not { } namespaces)
        {
            return defaults;
        }

        var settings = new NamespaceSettings
        {
            OutsideMesh = namespaces.Take("outsideMesh").Texts(CheckNamespacePattern) ?? defaults.OutsideMesh,
            DiscoveryLabels = LabelSelectorReader.ReadLabels(namespaces.Take("discoveryLabels")) ?? defaults.DiscoveryLabels,
        };
        namespaces.End();
        return settings;
    }

    /// <summary>The limits of NetworkPolicy rules.</summary>
    public static NetworkPolicySettings ReadNetworkPolicies(PolicyNode node)
    {
        var defaults = new NetworkPolicySettings();
        if (node.Object() is not { } limits)
        {
            return defaults;
        }

        var settings = new NetworkPolicySettings
        {
            MinimumIPv4Prefix = limits.Take("minimumIPv4Prefix").Integer(0, 32) ?? defaults.MinimumIPv4Prefix,
            MinimumIPv6Prefix = limits.Take("minimumIPv6Prefix").Integer(0, 128) ?? defaults.MinimumIPv6Prefix,
            ProtectedLabels = ReadProtectedLabels(limits.Take("protectedLabels")) ?? defaults.ProtectedLabels,
        };
        limits.End();
        return settings;
    }

    private static ImmutableSortedDictionary<string, string>? ReadProtectedLabels(PolicyNode node)
    {
        if (node.IsEmptyObject)
        {
            node.Report("no label is written, and every policy would be the platform's; write the labels that mark them, or remove the field");
        }

        return LabelSelectorReader.ReadLabels(node);
    }

    /// <summary>A list of ranges; null when absent or wrong.</summary>
    internal static ImmutableArray<IPRange>? Ranges(PolicyNode node) =>
        node.Texts(CheckRange) is { } ranges ? [.. ranges.Select(IPRange.Parse)] : null;

    private static string? CheckWord(string text) => text.Length > 0 && !text.AsSpan().ContainsAny(" ,\t\n")
        ? null
        : $"{Quote.Text(text)} is empty or has a space or comma in it; write one name an item";

    private static string? CheckWaypoint(string text) =>
        text.Split('/') is [var @namespace, var name] && KubeSyntax.IsDnsLabel(@namespace) && KubeSyntax.IsDnsLabel(name)
            ? null
            : $"{Quote.Text(text)} is no waypoint; write its namespace and name, such as istio-egress/waypoint";

    private static string? CheckNamespacePattern(string pattern) =>
        Pattern.Check(pattern, "a namespace's name", "every namespace could leave the mesh");

    private static string? CheckRange(string text) => IPRange.TryParse(text, out _)
        ? null
        : $"{Quote.Text(text)} is neither an IP address nor a CIDR range; "
            + "write one such as 10.0.0.0/8 or fd00::/8, without leading zeros or zone";

    /// <summary>Paths are compared part by part, as text: every path has one spelling here, and the whole node is none.</summary>
    private static string? CheckPath(string path)
    {
        var parts = path.Split('/');
        return parts.Length > 1 && parts[0].Length == 0 && parts.Skip(1).All(part => part is not ("" or "." or ".."))
            ? null
            : $"{Quote.Text(path)} is not a path that can be allowed; "
                + "write an absolute path such as /var/log, without '.', '..', '//' and a slash at the end";
    }

    private static string? CheckCapability(string name)
    {
        if (name.StartsWith("CAP_", StringComparison.Ordinal))
        {
            return $"{Quote.Text(name)} is the kernel's name; Kubernetes leaves CAP_ out, so write {Quote.Text(name[4..])}";
        }

        return name.Length > 0 && char.IsAsciiLetterUpper(name[0])
            && name.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_')
            ? null
            : $"{Quote.Text(name)} is not a capability; write it in capitals, such as NET_RAW, or ALL";
    }
}
