using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>EG102 from SE-X1 and the table of 1.4.</summary>
internal sealed partial class UnscopedExportOracle : EntryOracle
{
    private static readonly EgressPolicy ScopedByDefault = EgressPolicy.Default with { Mesh = new() { DefaultExportTo = ["."] } };

    private static readonly string[] Scopes =
    [
        ".", ".", Own, "istio-system", "bank", "Bank", "*", "~", "", " bank", "bank/api", "*.bank", "-bank", "b",
        new string('b', 63), new string('b', 64),
    ];

    public override string Rule => "EG102";

    public override OracleCase Generate(Pick pick)
    {
        var spec = new JsonObject { ["hosts"] = new JsonArray("api.example.com") };
        if (pick.Chance(90))
        {
            spec["exportTo"] = Pick.List(pick.Some(3, Scopes));
        }
        else if (pick.Chance(50))
        {
            spec["exportTo"] = null;
        }

        return new OracleCase(Entry(pick, spec)) { Policy = pick.Chance(70) ? EgressPolicy.Default : ScopedByDefault };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var items = Texts(Spec(@case, "exportTo"));
        if (IsPlatform(@case))
        {
            yield break;
        }

        if (items.Count == 0 && @case.Policy.Mesh.DefaultExportTo.Any(item => item == "*"))
        {
            yield return "/spec/exportTo";
        }

        var seen = new List<string>();
        for (var i = 0; i < items.Count; i++)
        {
            var meant = items[i] == "." ? NamespaceOf(@case.Object) : items[i];
            var isLegal = items[i] switch
            {
                "*" => false,
                "~" => items.Count == 1,
                "." => true,
                _ => Label().IsMatch(items[i]),
            };
            if (!isLegal || seen.Contains(meant))
            {
                yield return $"/spec/exportTo/{i}";
            }

            seen.Add(meant);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9](?:[-A-Za-z0-9]{0,61}[A-Za-z0-9])?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Label();
}
