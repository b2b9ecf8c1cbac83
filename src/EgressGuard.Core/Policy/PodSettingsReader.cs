namespace EgressGuard.Core.Policy;

/// <summary>Reads <c>spec.pods</c>.</summary>
internal static class PodSettingsReader
{
    /// <summary>The allowances of pod rules.</summary>
    public static PodSettings Read(PolicyNode node)
    {
        var defaults = new PodSettings();
        if (node.Object() is not { } allowances)
        {
            return defaults;
        }

        var settings = new PodSettings
        {
            AllowedExcludedIPRanges = allowances.Take("allowedExcludedIPRanges").Texts(RangeList.Check) ?? defaults.AllowedExcludedIPRanges,
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

    private static string? CheckWord(string text) => text.Length > 0 && !text.AsSpan().ContainsAny(" ,\t\n")
        ? null
        : $"{Quote.Text(text)} is empty or has a space or comma in it; write one name an item";

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
