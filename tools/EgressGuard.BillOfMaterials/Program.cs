using EgressGuard.BillOfMaterials;

if (args is not ([] or [[not '-', ..]]))
{
    await Console.Error.WriteLineAsync(
        """
        Writes the bill of materials of the delivered programs to standard output, CycloneDX 1.6 as JSON.

          dotnet run --project tools/EgressGuard.BillOfMaterials [-- VERSION] > bom.json

        VERSION is that of the product where it is not the one of Directory.Build.props. SOURCE_DATE_EPOCH, in seconds since 1970, becomes
        the time of the bill; without it there is none, and the same sources give the same bytes. Restore the solution before: licenses and
        hashes of packages are those of the restored ones.
        """);
    return 2;
}

try
{
    var sources = SourceTree.Find(Directory.GetCurrentDirectory());
    using var output = Console.OpenStandardOutput();
    output.Write(Bill.Of(sources, PackageCache.Ours, args.FirstOrDefault(), Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH")));
    return 0;
}
catch (BillException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
