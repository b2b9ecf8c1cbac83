using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Tests.Oracles;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>
/// The promise: where every host goes through the egress gateway, no admitted change of a tenant, nor any sequence of them, opens a way
/// past it. EGRESSGUARD_SEED=n tries other sequences, EGRESSGUARD_SEQUENCES=n more.
/// </summary>
public sealed class AdmittedChangesTests
{
    private static readonly EgressPolicy Strict = EgressPolicy.Default with
    {
        Rules = new Dictionary<string, RuleAction> { ["EG901"] = RuleAction.Deny }.ToFrozenDictionary(),
    };

    private static int Sequences { get; } = Setting("EGRESSGUARD_SEQUENCES", 150);

    private static int Seed { get; } = Setting("EGRESSGUARD_SEED", 20_261_121);

    [Fact]
    public void Admitted_changes_open_no_way_past_the_gateway()
    {
        var pick = new Pick(new Random(Seed));
        var (admitted, denied) = (0, 0);
        for (var i = 0; i < Sequences; i++)
        {
            var objects = Compliant(pick);
            for (var step = 0; step < 10; step++)
            {
                foreach (var (before, after) in Changes(objects, pick))
                {
                    if (Judge(objects, before, after).Findings.Any(finding => finding.Action == RuleAction.Deny))
                    {
                        denied++;
                        continue;
                    }

                    admitted++;
                    var former = objects.Copy();
                    Apply(objects, before, after);
                    Assert.True(WayPast(objects) is not { } path, Describe(former, before, after, WayPast(objects)));
                }
            }
        }

        // A sequence in which everything is refused, or nothing, tells nothing.
        Assert.InRange(admitted, Sequences, int.MaxValue);
        Assert.InRange(denied, Sequences, int.MaxValue);
    }

    /// <summary>A mesh in which every host that is declared goes through the gateway, from everywhere.</summary>
    private static MeshObjects Compliant(Pick pick)
    {
        while (true)
        {
            var objects = new MeshObjects(pick);
            foreach (var name in RandomMesh.Namespaces)
            {
                objects.AddNamespace(name, new JsonObject { ["istio-injection"] = "enabled" });
            }

            for (var count = pick.Number(1, 2); count > 0; count--)
            {
                CompliantSet.Add(objects, pick, pick.One(RandomMesh.Hosts), pick.One(RandomMesh.Namespaces));
            }

            if (WayPast(objects) is null)
            {
                return objects;
            }
        }
    }

    /// <summary>What one change of somebody does to objects of tenants: before (null: nothing) and after (null: nothing).</summary>
    private static List<(JsonObject? Before, JsonObject? After)> Changes(MeshObjects objects, Pick pick)
    {
        var changed = objects.Copy();
        if (pick.Chance(30))
        {
            Bystanders.One(changed, pick);
        }
        else
        {
            Mutation.Apply(changed, pick);
        }

        var before = objects.Finished().ToDictionary(MeshObjects.IdentityOf);
        var after = changed.Finished().ToDictionary(MeshObjects.IdentityOf);
        return
        [
            .. from identity in before.Keys.Union(after.Keys)
               let old = before.GetValueOrDefault(identity)
               let now = after.GetValueOrDefault(identity)
               where old?.ToJsonString() != now?.ToJsonString()
               where !Strict.IsPlatformNamespace((string?)(old ?? now)!["metadata"]!["namespace"] ?? "")
               select (old, now),
        ];
    }

    private static Verdict Judge(MeshObjects objects, JsonObject? before, JsonObject? after)
    {
        var subject = MeshReader.Subject(after ?? before!) with
        {
            IsRemoval = after is null,
            OldObject = before is null || after is null ? null : MeshReader.Subject(before).Object,
        };
        return RuleEngine.Evaluate(subject, MeshReader.Mesh(objects.Finished()), Strict);
    }

    private static void Apply(MeshObjects objects, JsonObject? before, JsonObject? after)
    {
        if (after is not null)
        {
            objects.Put(after.DeepClone().AsObject());
        }
        else
        {
            objects.Remove(objects.All.Single(item => MeshObjects.IdentityOf(item) == MeshObjects.IdentityOf(before!)));
        }
    }

    /// <summary>A path of a declared host that does not end well; null when there is none.</summary>
    private static EgressPath? WayPast(MeshObjects objects)
    {
        var mesh = MeshReader.Mesh(objects.Finished());
        var paths = new EgressPaths(mesh, Strict);
        return (from entry in mesh.All(ObjectKind.ServiceEntry)
                let spec = ((ServiceEntry)entry.Value).Spec!
                from host in spec.Hosts
                from port in spec.Ports
                from client in RandomMesh.Namespaces
                let path = paths.Find(new PathQuestion(client, HostName.Normalize(host), port.Number!.Value))
                where path.Protocol is not null && path.Outcome is PathOutcome.Direct or PathOutcome.Loop
                select path).FirstOrDefault();
    }

    private static string Describe(MeshObjects former, JsonObject? before, JsonObject? after, EgressPath? path) => path is null ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"""
        seed {Seed}: {path.Question} is {path.Outcome}: {path.Gravest.Reason}
        before: {before?.ToJsonString()}
        after:  {after?.ToJsonString()}
        in:
        {string.Join('\n', former.Finished().Select(item => item.ToJsonString()))}
        """);

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
