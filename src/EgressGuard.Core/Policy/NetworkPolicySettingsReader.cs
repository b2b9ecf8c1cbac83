using System.Collections.Immutable;

namespace EgressGuard.Core.Policy;

/// <summary>Reads <c>spec.networkPolicies</c>.</summary>
internal static class NetworkPolicySettingsReader
{
    /// <summary>The limits of NetworkPolicy rules.</summary>
    public static NetworkPolicySettings Read(PolicyNode node)
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
}
