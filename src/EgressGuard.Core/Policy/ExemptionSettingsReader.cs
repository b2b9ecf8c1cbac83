namespace EgressGuard.Core.Policy;

/// <summary>Reads <c>spec.exemptions</c>.</summary>
internal static class ExemptionSettingsReader
{
    /// <summary>The limits of exemptions.</summary>
    public static ExemptionSettings Read(PolicyNode node)
    {
        var defaults = new ExemptionSettings();
        if (node.Object() is not { } exemptions)
        {
            return defaults;
        }

        var longest = exemptions.Take("maxLifetime").Text(Lifetime.Check);
        exemptions.End();
        return longest is null ? defaults : new ExemptionSettings { MaxLifetime = Lifetime.Parse(longest)!.Value };
    }
}
