namespace EgressGuard.Core.Policy;

/// <summary>Reads <c>spec.serviceEntries</c>.</summary>
internal static class ServiceEntrySettingsReader
{
    /// <summary>The limits of ServiceEntry rules.</summary>
    public static ServiceEntrySettings Read(PolicyNode node)
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
            ProtectedRanges = RangeList.Read(limits.Take("protectedRanges")) ?? defaults.ProtectedRanges,
            MinimumWildcardLabels = limits.Take("minimumWildcardLabels").Integer(1, 127) ?? defaults.MinimumWildcardLabels,
            AllowedEndpointRanges = RangeList.Read(limits.Take("allowedEndpointRanges")) ?? defaults.AllowedEndpointRanges,
        };
        limits.End();
        return settings;
    }
}
