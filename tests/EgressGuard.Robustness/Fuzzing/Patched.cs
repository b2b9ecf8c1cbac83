using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Core.Admission;
using EgressGuard.Robustness.Fuzzing.Generating;
using EgressGuard.Testing;
using Microsoft.AspNetCore.JsonPatch;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;

namespace EgressGuard.Robustness.Fuzzing;

/// <summary>A case after mutation: the patch is read back from the answer as the API server would, and applied by somebody else's code.</summary>
internal static class Patched
{
    /// <summary>The case with the patch applied; null when there is none.</summary>
    public static FuzzCase? After(FuzzCase @case)
    {
        var output = new ArrayBufferWriter<byte>();
        @case.Answer(AdmissionPhase.Mutate).WriteTo(output);
        if (ApiServerContract.Verify(AdmissionPhase.Mutate, FuzzCase.Uid, output.WrittenMemory).Patch is not { } patch)
        {
            return null;
        }

        var settings = new JsonSerializerSettings { DateParseHandling = DateParseHandling.None };
        var target = JsonConvert.DeserializeObject<JToken>(@case.Object.ToJsonString(), settings)!;
        var document = JsonConvert.DeserializeObject<JsonPatchDocument>(patch.GetRawText(), settings)!;
        document.ContractResolver = new DefaultContractResolver();
        document.ApplyTo(target);
        return @case with { Object = JsonNode.Parse(Encoding.UTF8.GetBytes(target.ToString(Formatting.None)))!.AsObject() };
    }
}
