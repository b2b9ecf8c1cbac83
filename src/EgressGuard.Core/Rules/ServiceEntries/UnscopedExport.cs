using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.ServiceEntries;

/// <summary>A ServiceEntry is visible to its own namespace and to the egress gateway's, not to the whole mesh.</summary>
/// <remarks>
/// Field: <c>spec.exportTo</c>. Allowed: <c>"."</c> and the names of namespaces, each once; <c>["~"]</c> alone; absent only where the
/// mesh default is not <c>"*"</c>.
/// </remarks>
internal sealed class UnscopedExport : ServiceEntryRule
{
    public override RuleInfo Info { get; } = new()
    {
        Id = "EG102",
        Name = "service-entry-unscoped-export",
        Summary = "A ServiceEntry names the namespaces that see it, instead of showing its hosts to the whole mesh.",
        Specification = "SE-3, SE-X1, 1.4",
        Kinds = [ObjectKind.ServiceEntry],
    };

    private protected override void Check(ServiceEntrySpec entry, RuleContext context) => ExportToCheck.Run(
        entry.ExportTo, mayBeHidden: true, "this entry", "Namespaces that have no route through the egress gateway would reach its hosts directly.", context);
}
