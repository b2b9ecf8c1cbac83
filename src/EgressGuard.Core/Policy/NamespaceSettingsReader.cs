namespace EgressGuard.Core.Policy;

/// <summary>Reads <c>spec.namespaces</c>.</summary>
internal static class NamespaceSettingsReader
{
    /// <summary>What namespaces must and may say.</summary>
    public static NamespaceSettings Read(PolicyNode node)
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

    private static string? CheckNamespacePattern(string pattern) =>
        Pattern.Check(pattern, "a namespace's name", "every namespace could leave the mesh");
}
