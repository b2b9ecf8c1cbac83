namespace EgressGuard.Core.Policy;

/// <summary>Reads <c>spec.gateways</c>.</summary>
internal static class GatewaySettingsReader
{
    /// <summary>Who may run gateways, and where.</summary>
    public static GatewaySettings Read(PolicyNode node)
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

    private static string? CheckWaypoint(string text) =>
        text.Split('/') is [var @namespace, var name] && KubeSyntax.IsDnsLabel(@namespace) && KubeSyntax.IsDnsLabel(name)
            ? null
            : $"{Quote.Text(text)} is no waypoint; write its namespace and name, such as istio-egress/waypoint";
}
