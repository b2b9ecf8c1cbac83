using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.ApiSurface;

/// <summary>Class 11: a label and an annotation of one name, and values that are almost true.</summary>
public sealed class TwinTests(SharedCluster shared)
{
    private const string Inject = "sidecar.istio.io/inject";

    [Theory]
    [InlineData("false", null)]
    [InlineData("false", "true")]
    [InlineData("true", "false")]
    [InlineData("", "true")]
    [InlineData("False", null)]
    [InlineData("0", null)]
    [InlineData("no", null)]
    [InlineData("TRUE", null)]
    [InlineData(null, "false")]
    public Task Neither_may_decline_the_sidecar(string? label, string? annotation)
    {
        var pod = Given.Pod().With(item => item["metadata"]!["labels"]!.AsObject().Remove(Inject));
        pod = label is null ? pod : pod.Labelled(Inject, label);
        return shared.Guard.RefusesAsync("EG301", Ask.Create(annotation is null ? pod : pod.Annotated(Inject, annotation)));
    }

    [Fact]
    public Task Both_may_ask_for_it() => shared.Guard.AllowsAsync(Ask.Create(Given.Pod().Annotated(Inject, "true")));
}
