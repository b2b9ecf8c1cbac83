using System.Text.Json;
using System.Text.Json.Nodes;
using EgressGuard.Bypass.Running;
using EgressGuard.Core.Admission;

namespace EgressGuard.Bypass.Mutation;

/// <summary>Class 35: a mutation that opens a hole itself.</summary>
public sealed class PatchTests(SharedCluster shared)
{
    [Fact]
    public async Task Labels_are_added_and_nothing_else_is_touched()
    {
        foreach (var item in (JsonObject[])[Bare(Given.Pod()), Bare(Given.ServiceEntry()), Bare(Given.VirtualService("api.example.com", "api"))])
        {
            var answer = await shared.Guard.ReviewAsync(Ask.Create(item), AdmissionPhase.Mutate);

            Assert.NotNull(answer.Patch);
            Assert.All(answer.Patch.Value.EnumerateArray(), operation =>
            {
                Assert.Equal("add", operation.GetProperty("op").GetString());
                Assert.StartsWith("/metadata/labels", operation.GetProperty("path").GetString(), StringComparison.Ordinal);
            });
        }
    }

    [Fact]
    public async Task What_the_author_wrote_is_not_overwritten_but_refused()
    {
        var pod = Given.Pod().Labelled("egressguard.io/egress", "direct").Labelled("sidecar.istio.io/inject", "false");

        Assert.Null((await shared.Guard.ReviewAsync(Ask.Create(pod), AdmissionPhase.Mutate)).Patch);
        await shared.Guard.RefusesAsync("EG307", Ask.Create(pod));
    }

    [Fact]
    public async Task No_text_of_the_object_becomes_a_value()
    {
        var pod = Bare(Given.Pod("evil-name")).Annotated("note", "evil-note");

        var answer = await shared.Guard.ReviewAsync(Ask.Create(pod), AdmissionPhase.Mutate);

        Assert.DoesNotContain("evil", JsonSerializer.Serialize(answer.Patch), StringComparison.Ordinal);
    }

    private static JsonObject Bare(JsonObject item) => item.With(bare => bare["metadata"]!.AsObject().Remove("labels"));
}
