using System.Globalization;
using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Paths;

/// <summary>Says of routes for which part of the traffic they are.</summary>
internal static class RouteConditions
{
    /// <summary>The condition under which a request or connection takes the rule; null for all.</summary>
    public static string? Of(RouteRule rule) => rule.Match switch
    {
        { DependsOnRequest: true } when rule.Block == RouteBlocks.Http => $"requests that match {rule.Pointer[6..]} of {rule.Owner}",
        { DestinationSubnets: { Count: > 0 } subnets } => "connections to " + Policy.Quote.Shorten(string.Join(", ", subnets)),
        _ => null,
    };

    /// <summary>Whom a mesh leg with conditions on clients or addresses is for.</summary>
    public static string Who(RouteRule rule)
    {
        var match = rule.Match!;
        var labels = match.SourceLabels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}").ToList();
        var conditions = new[]
        {
            labels.Count > 0 ? "of pods labelled " + Policy.Quote.Shorten(string.Join(',', labels)) : null,
            string.IsNullOrEmpty(match.SourceNamespace) ? null : "from namespace " + Policy.Quote.Shorten(match.SourceNamespace),
            match.DestinationSubnets.Count > 0 ? "to " + Policy.Quote.Shorten(string.Join(", ", match.DestinationSubnets)) : null,
        };
        return "traffic " + string.Join(' ', conditions.OfType<string>());
    }

    /// <summary>The share of a destination among several; null for all.</summary>
    public static string? ShareOf(RouteTarget target, RouteRule rule) => target switch
    {
        { IsMirror: true } => "copies of requests",
        _ when rule.Targets.Length == 1 || rule.Targets.Count(other => !other.IsMirror) == 1 => null,
        { Weight: > 0 and var weight } => string.Create(CultureInfo.InvariantCulture, $"weight {weight}"),
        _ => "a share",
    };

    /// <summary>What the route does, for people.</summary>
    public static string Sends(RouteTarget target)
    {
        var port = target.Port is { } number ? string.Create(CultureInfo.InvariantCulture, $":{number}") : "";
        var subset = target.Subset is { } name ? $", subset {Policy.Quote.Shorten(name)}" : "";
        return $"{(target.IsMirror ? "mirrors" : "sends")} to {Policy.Quote.Shorten(target.Host)}{port}{subset}";
    }
}
