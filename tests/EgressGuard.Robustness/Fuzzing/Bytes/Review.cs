namespace EgressGuard.Robustness.Fuzzing.Bytes;

/// <summary>A review that a kube-apiserver really sent, as its bytes.</summary>
internal sealed record Review(string File, byte[] Bytes)
{
    /// <summary>All of them, by the name of the file.</summary>
    public static IReadOnlyList<Review> All { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "admission-reviews"), "*.json")
            .Order(StringComparer.Ordinal)
            .Select(file => new Review(Path.GetFileName(file), System.IO.File.ReadAllBytes(file))),
    ];
}
