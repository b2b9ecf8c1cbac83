using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Policy;

/// <summary>Reads the limits and allowances of single families of rules: <c>spec.serviceEntries</c> and <c>spec.pods</c>.</summary>
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
            ProtectedRanges = limits.Take("protectedRanges").Texts(CheckRange) is { } ranges
                ? [.. ranges.Select(IPRange.Parse)]
                : defaults.ProtectedRanges,
            MinimumWildcardLabels = limits.Take("minimumWildcardLabels").Integer(1, 127) ?? defaults.MinimumWildcardLabels,
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
        };
        allowances.End();
        return settings;
    }

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
