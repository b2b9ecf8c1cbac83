using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;

namespace EgressGuard.Cli.Tests.Check;

/// <summary>The rules about egress paths: those that a ServiceEntry alone cannot be judged by.</summary>
internal static class PathRules
{
    public static IReadOnlyList<string> OfServiceEntries { get; } =
    [
        .. RuleCatalog.For(ObjectKind.ServiceEntry)
            .Where(rule => rule.GetType().BaseType!.Name == "PathFaultRule" || rule.Info.Id == "EG901")
            .Select(rule => rule.Info.Id),
    ];
}
