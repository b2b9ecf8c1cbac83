using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Tests.Oracles;
using FsCheck;
using FsCheck.Fluent;

namespace EgressGuard.Robustness.Fuzzing.Generating;

/// <summary>
/// Where cases come from: half of them from the oracles, whose worlds are near the edge of one rule each, and half from the shapes of the
/// models, which know no rule at all.
/// </summary>
internal static class FuzzCases
{
    private static readonly string[] SubResources = ["", "", "", "", "status", "ephemeralcontainers", "scale", "finalize", "binding"];

    /// <summary>The oracles, by the id of their rule. Those that judge whole meshes take hundreds of times as long for a case.</summary>
    public static IReadOnlyList<RuleOracle> Oracles { get; } =
    [
        .. typeof(RuleOracle).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(RuleOracle)) && !type.IsAbstract)
            .Select(type => (RuleOracle)Activator.CreateInstance(type)!)
            .OrderBy(oracle => oracle.Rule, StringComparer.Ordinal),
    ];

    /// <summary>Cases of all sorts; those that fail become smaller by themselves.</summary>
    public static Arbitrary<FuzzCase> All { get; } = From(pick => pick.Chance(50) ? OfOracle(pick) : OfShapes(pick));

    /// <summary>The cases that a generator makes of random choices.</summary>
    public static Arbitrary<FuzzCase> From(Func<Pick, FuzzCase> generate) =>
        Arb.From(Gen.Choose(0, int.MaxValue - 1).Select(seed => generate(new Pick(new Random(seed)))), Smaller.Of);

    public static FuzzCase OfOracle(Pick pick)
    {
        while (true)
        {
            var oracle = Oracles[pick.Number(0, Oracles.Count - 1)];

            // Whole meshes one time in four, or they would be all that there is time for.
            if (oracle.CasesPerTenThousand == 10_000 || pick.Chance(25))
            {
                return FuzzCase.Of(oracle.Generate(pick), oracle.Rule);
            }
        }
    }

    public static FuzzCase OfShapes(Pick pick)
    {
        var subject = Shapes.Any(pick);
        var mesh = new Dictionary<string, JsonObject> { [Identity(subject)] = subject };
        for (var count = pick.Number(0, 8); count > 0; count--)
        {
            var other = Shapes.Any(pick);
            mesh.TryAdd(Identity(other), other);
        }

        var world = new FuzzCase { Source = "shapes", Object = subject, Mesh = [.. mesh.Values.Skip(1)], Policy = AnyPolicy(pick) };
        return pick.Number(0, 9) switch
        {
            0 => world with { IsRemoval = true },
            1 or 2 or 3 => world with { OldObject = Former(pick, subject), SubResource = pick.One(SubResources) },
            _ => world,
        };
    }

    private static EgressPolicy AnyPolicy(Pick pick) => pick.Chance(70)
        ? EgressPolicy.Default
        : EgressPolicy.Default with
        {
            Hosts = [new HostPermission(["shop", "payments"], ["api.example.com", "*.example.org"]), new HostPermission(["shop"], ["edition.cnn.com"])],
        };

    /// <summary>What the object may have been before: another one of its name, or itself with a member less or more.</summary>
    private static JsonObject Former(Pick pick, JsonObject subject)
    {
        var former = subject.DeepClone().AsObject();
        if (pick.Chance(30))
        {
            var other = Shapes.Of(pick, "", "Pod", "v1");
            former["metadata"]!["labels"] = other["metadata"]!["labels"]?.DeepClone();
        }

        if (former["spec"] is JsonObject { Count: > 0 } spec && pick.Chance(70))
        {
            spec.Remove(spec.ElementAt(pick.Number(0, spec.Count - 1)).Key);
        }

        return former;
    }

    private static string Identity(JsonObject json) => $"{FuzzCase.KindOf(json)} {FuzzCase.NamespaceOf(json)}/{json["metadata"]!["name"]}";
}
