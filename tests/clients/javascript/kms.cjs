// A round trip with the AWS SDK for JavaScript: a key, an alias, a data key, a message, a refusal.
// Prints one line of JSON; the account comes from the environment variables.
const {
  KMSClient, CreateKeyCommand, CreateAliasCommand, DescribeKeyCommand, EncryptCommand, DecryptCommand,
  GenerateDataKeyCommand, InvalidCiphertextException, paginateListAliases,
} = require("@aws-sdk/client-kms");

async function main() {
  const kms = new KMSClient({});
  const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({
    Description: "Grüße aus JavaScript", Tags: [{ TagKey: "team", TagValue: "orders" }],
  }));
  await kms.send(new CreateAliasCommand({ AliasName: "alias/javascript", TargetKeyId: key.KeyId }));
  const { KeyMetadata: described } = await kms.send(new DescribeKeyCommand({ KeyId: "alias/javascript" }));

  const EncryptionContext = { app: "orders" };
  const Plaintext = Buffer.from("a secret");
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: key.Arn, Plaintext, EncryptionContext }));
  const opened = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
  const refused = await kms.send(new DecryptCommand({ CiphertextBlob })).then(() => "opened", (error) => error);

  const made = await kms.send(new GenerateDataKeyCommand({ KeyId: key.KeyId, KeySpec: "AES_256" }));
  const again = await kms.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }));
  const aliases = [];
  for await (const page of paginateListAliases({ client: kms, pageSize: 1 }, {})) {
    aliases.push(...page.Aliases.map((alias) => alias.AliasName));
  }
  console.log(JSON.stringify({
    description: described.Description,
    created: described.CreationDate instanceof Date,
    opened: Buffer.from(opened.Plaintext).toString(),
    refused: refused instanceof InvalidCiphertextException && refused.$metadata.httpStatusCode,
    sameDataKey: Buffer.from(made.Plaintext).equals(Buffer.from(again.Plaintext)) && made.Plaintext.length === 32,
    aliases,
  }));
}

main().catch((error) => { console.error(error); process.exitCode = 1; });
